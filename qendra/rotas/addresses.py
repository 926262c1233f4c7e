"""Private addresses of calendars: only we make one, and it is worth something until revoked."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from qendra.rotas.models import CalendarAddress


def calendar_url(address: CalendarAddress) -> str:
    """What is pasted into a calendar program; whoever has it reads the shifts."""
    token = _signer().sign(str(address.id))
    return str(settings.BASE_URL) + reverse("rotas:calendar", args=[token])


def address_id_of(token: str) -> int | None:
    """Which address a token names; None when we did not write it."""
    try:
        return int(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt="qendra.rotas.calendar", sep=".")
