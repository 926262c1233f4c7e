"""When a device was used last, to the nearest five minutes and without a query in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.signing_in.actions.devices import note_use
from qendra.signing_in.addresses import address_of
from qendra.signing_in.arriving import LISTED

EVERY = timedelta(minutes=5)
MOST = 10_000
_noted: dict[str, datetime] = {}


class LastUsed:
    """Notes who came by, for whom the request has been read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(getattr(request, "_cached_user", None), Person):
            _note(request, timezone.now())
        return response


def _note(request: HttpRequest, now: datetime) -> None:
    key = request.session.session_key
    if not key or not request.session.get(LISTED):
        return
    last = _noted.get(key)
    if last is not None and now - last < EVERY:
        return
    if len(_noted) >= MOST:
        _noted.clear()
    _noted[key] = now
    note_use(session_key=key, address=address_of(request), now=now)
