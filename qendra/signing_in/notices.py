"""What people are told about their own sign-in: rows of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.password_links import RESET_WITHIN, new_password_url
from qendra.catalogue.notices import tell_about_access
from qendra.catalogue.selectors import provider as the_provider
from qendra.signing_in.devices import Device


class Change(StrEnum):
    """What somebody changed about their sign-in."""

    WORDS = "words"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    HOUSE_JOINED = "house_joined"


def tell_code(person: Person, code: str, now: datetime) -> None:
    """The code with which this person signs in, for some minutes."""
    until = now + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    with translation.override(person.language):
        subject = _("Your code for %(panel)s: %(code)s") % {"panel": _panel(), "code": code}
    _tell(person, "sign_in_code", subject, {"code": code, "until": until}, now)


def tell_reset(person: Person, now: datetime) -> None:
    """The link behind which this person sets a new password."""
    until = now + RESET_WITHIN
    with translation.override(person.language):
        subject = _("A new password for %(panel)s") % {"panel": _panel()}
    told = {"url": new_password_url(person, until=until), "until": until}
    _tell(person, "password_reset", subject, told, now)


def tell_changed(person: Person, change: Change, now: datetime) -> None:
    """That something about their sign-in is different now."""
    if not person.email:
        return
    with translation.override(person.language):
        subject = _("Your sign-in was changed")
    _tell(person, "sign_in_changed", subject, {"change": str(change), "at": now}, now)


def tell_new_device(person: Person, device: Device, address: str, now: datetime) -> None:
    """That somebody signed in as this person where nobody did before."""
    with translation.override(person.language):
        subject = _("New sign-in to %(panel)s") % {"panel": _panel()}
    told = {"browser": device.browser, "system": device.system, "address": address, "at": now}
    _tell(person, "new_device", subject, told, now)


def _tell(person: Person, purpose: str, subject: str, told: dict[str, Any], now: datetime) -> None:
    pages = {
        "security_url": str(settings.BASE_URL) + reverse("mfa_index"),
        "forgotten_url": str(settings.BASE_URL) + reverse("account_reset_password"),
    }
    tell_about_access(
        person,
        purpose=purpose,
        subject=subject,
        template=f"signing_in/mail/{purpose}.txt",
        told={**told, **pages, "panel": _panel()},
        now=now,
    )


def _panel() -> str:
    return the_provider().panel_name
