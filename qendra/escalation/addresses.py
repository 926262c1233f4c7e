"""The address of a step's page with the one button. A look at it does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from qendra.escalation.models import Step
from qendra.lib.links import address_tag, is_address_tag, link_token, read_link_token
from qendra.lib.paths import path_of

ACKNOWLEDGE_WITHIN = timedelta(days=7)
_ACKNOWLEDGE = "acknowledge-step"


def acknowledge_url(step: Step) -> str:
    """Where the holder takes this step without signing in, for seven days."""
    return str(settings.BASE_URL) + path_of("panel:acknowledge", token_of(step))


def token_of(step: Step) -> str:
    """The signed part of that address."""
    return _token(step.id, step.at + ACKNOWLEDGE_WITHIN)


def step_path(step_id: int | None, at: datetime | None) -> str:
    """The same page for its holder at the desk, by a link as good as that of the mail."""
    if step_id is None or at is None:
        return ""
    return path_of("panel:acknowledge", _token(step_id, at + ACKNOWLEDGE_WITHIN))


def _token(step_id: int, until: datetime) -> str:
    return link_token(_ACKNOWLEDGE, str(step_id), until=until)


def step_id_of(token: str, now: datetime) -> int | None:
    """The step that a token is about; None when forged, expired or for another purpose."""
    about = read_link_token(_ACKNOWLEDGE, token, now=now)
    return int(about) if about else None


def short_url(step_id: int) -> str:
    """The same page by an address that fits into an SMS."""
    tag = address_tag(_ACKNOWLEDGE, str(step_id))
    return str(settings.BASE_URL) + path_of("panel:short", f"{step_id}-{tag}")


def step_id_of_short(text: str) -> int | None:
    """The step that a short address is about; None when we did not write it."""
    number, _dash, tag = text.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    return int(number) if is_address_tag(_ACKNOWLEDGE, number, tag) else None
