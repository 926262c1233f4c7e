"""Where somebody is signed in."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from qendra.accounts.actions import end_sessions
from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.signing_in.devices import Device
from qendra.signing_in.notices import tell_new_device
from qendra.signing_in.wording import gone_already

AT_ONCE = 1000


@transaction.atomic
def sign_out_device(*, person: Person, device_id: int, now: datetime) -> None:
    """End one of the person's own sessions. Refused when there is no such session any more."""
    found = UserSession.objects.filter(user=person, id=device_id).first()
    if found is None:
        raise Refused(gone_already())
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()


@transaction.atomic
def sign_out_elsewhere(*, person: Person, session_key: str, now: datetime) -> None:
    """End every other session; the one with this key has to be confirmed by its page."""
    end_sessions(person=person, now=now, but=session_key)


@transaction.atomic
def follow_session(*, before: str, after: str) -> None:
    """The same device has another session key from now on."""
    UserSession.objects.filter(session_key=before).update(session_key=after)


@transaction.atomic
def note_use(*, session_key: str, address: str, now: datetime) -> None:
    """The device was used just now, from this network address."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now, ip=address)


@transaction.atomic
def forget_devices(*, now: datetime) -> int:
    """Drop sessions that are over, and devices without one; how many rows it was."""
    over = Session.objects.filter(expire_date__lt=now).values_list("session_key", flat=True)[
        :AT_ONCE
    ]
    ended, _each = Session.objects.filter(session_key__in=list(over)).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    without = UserSession.objects.filter(~Exists(alive)).values_list("id", flat=True)[:AT_ONCE]
    gone, _each = UserSession.objects.filter(id__in=list(without)).delete()
    return int(ended + gone)


@transaction.atomic
def report_new_device(*, person: Person, device: Device, address: str, now: datetime) -> None:
    """Tell the person that they, or somebody, signed in where they never did before."""
    if person.email:
        tell_new_device(person, device, address, now)
