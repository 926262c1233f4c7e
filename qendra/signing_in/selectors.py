"""What somebody has set up, and where they are signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from qendra.accounts.models import Person
from qendra.signing_in.devices import device_of, is_handheld
from qendra.signing_in.models import IdentityProvider
from qendra.signing_in.wording import name_of

CODES = 10


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has besides a password. ``codes_left`` None: there are no recovery codes."""

    passkeys: tuple[Passkey, ...]
    app_since: datetime | None
    app_used_at: datetime | None
    codes_left: int | None

    @property
    def are_any(self) -> bool:
        return bool(self.passkeys) or self.app_since is not None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A device in the list; ``id`` None for one that signed in before there was a list."""

    id: int | None
    name: str
    is_handheld: bool
    address: str
    last_used_at: datetime
    is_this: bool


def factors_of(person: Person) -> Factors:
    """Everything that this person has set up; one query."""
    found = list(Authenticator.objects.filter(user=person).order_by("id"))
    app = next((each for each in found if each.type == Authenticator.Type.TOTP), None)
    codes = next((each for each in found if each.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        passkeys=tuple(_passkeys(found)),
        app_since=app.created_at if app else None,
        app_used_at=app.last_used_at if app else None,
        codes_left=CODES - int(codes.data["used_mask"]).bit_count() if codes else None,
    )


@dataclass(frozen=True, slots=True)
class Here:
    """The device that asks."""

    session_key: str
    address: str
    agent: str


def devices_of(person: Person, here: Here, now: datetime) -> list[SignedIn]:
    """Where the person is signed in, this device first; one query."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user=person, session_key__in=alive)
    listed = [_signed_in(each, here) for each in rows.order_by("-last_seen_at", "id")]
    if not any(each.is_this for each in listed):
        listed.append(_this(here, now))
    return sorted(listed, key=lambda each: not each.is_this)


def houses() -> list[IdentityProvider]:
    """The other houses whose accounts let somebody in here, by name."""
    return list(IdentityProvider.objects.filter(is_active=True).order_by("name", "id"))


def identity_providers() -> QuerySet[IdentityProvider]:
    """All of them, for whoever administers."""
    return IdentityProvider.objects.order_by("name", "id")


def _passkeys(found: list[Authenticator]) -> Iterator[Passkey]:
    for each in found:
        if each.type == Authenticator.Type.WEBAUTHN:
            yield Passkey(each.id, each.data["name"], each.created_at, each.last_used_at)


def _signed_in(row: UserSession, here: Here) -> SignedIn:
    device = device_of(row.user_agent)
    return SignedIn(
        id=row.id,
        name=name_of(device),
        is_handheld=is_handheld(device),
        address=row.ip,
        last_used_at=row.last_seen_at,
        is_this=row.session_key == here.session_key,
    )


def _this(here: Here, now: datetime) -> SignedIn:
    device = device_of(here.agent)
    return SignedIn(None, name_of(device), is_handheld(device), here.address, now, is_this=True)
