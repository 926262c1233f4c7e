"""Who asks: the bearer token of a request, and whether it has asked too often."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from qendra.api.access import Caller
from qendra.api.actions import admit, note_use

MINUTE = 60
_RATE = "api_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests a token may make in a minute, has made, and when the minute ends."""

    limit: int
    used: int
    seconds_left: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.seconds_left),
        }
        return told | ({"Retry-After": str(self.seconds_left)} if self.is_exceeded else {})


class Bearer(HttpBearer):
    """``Authorization: Bearer qendra_…`` (RFC 6750). The caller stands in ``request.auth``."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        now = timezone.now()
        admitted = admit(secret=token.strip(), now=now)
        if admitted is None:
            return None
        known, rights, used = admitted
        rate = Rate(known.per_minute, used, MINUTE - int(now.timestamp()) % MINUTE)
        setattr(request, _RATE, rate)
        if rate.is_exceeded:
            raise HttpError(429, f"Too many requests; ask again in {rate.seconds_left} seconds.")
        note_use(token=known, now=now)
        return Caller(known, rights)


def rate_of(request: HttpRequest) -> Rate | None:
    """The rate limit that this request counted against, if it had a good token."""
    rate = getattr(request, _RATE, None)
    return rate if isinstance(rate, Rate) else None


def caller_of(request: HttpRequest) -> Caller:
    """Whoever asks; the bearer was checked before the operation ran."""
    caller = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise HttpError(401, "")
    return caller


def staff_of(request: HttpRequest) -> Caller:
    """A token of staff; 403 for one of a customer."""
    caller = caller_of(request)
    if not caller.is_staff:
        raise HttpError(403, "Only a token of staff may do this.")
    return caller


def contact_of(request: HttpRequest) -> Caller:
    """A token of a customer; 403 for one of staff."""
    caller = caller_of(request)
    if caller.is_staff:
        raise HttpError(403, "Only a token of a customer may do this.")
    return caller
