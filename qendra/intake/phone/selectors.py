"""Reads of callers and calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by
from qendra.catalogue.models import Membership
from qendra.catalogue.selectors import find_contacts
from qendra.intake.phone.models import CallerPin, PhoneCall, PhoneSystem, Verification
from qendra.intake.phone.pins import MOST_TRIES, WITHIN
from qendra.lib.remembering import ForASecond

# No telephone rings longer: after that, we were not told of its end.
RINGS_FOR = timedelta(minutes=5)
# More of them hide the page.
MOST_RINGING = 3


def pin_of(person: Person) -> CallerPin | None:
    """The PIN of this person, if there is one."""
    return CallerPin.objects.select_related("set_by").filter(person=person).first()


def method_of(call: str, person: Person | None) -> str:
    """How this person was verified in this call; empty when they were not."""
    if person is None or not call:
        return ""
    tries = Verification.objects.filter(call=call, person=person, succeeded=True)
    return tries.order_by("-id").values_list("method", flat=True).first() or ""


def tries_left(person: Person, now: datetime) -> int:
    """How many wrong PINs this person's door still takes within the hour."""
    tries = Verification.objects.filter(person=person, method="pin")
    last = tries.filter(succeeded=True).order_by("-id").values_list("id", flat=True).first() or 0
    wrong = tries.filter(succeeded=False, at__gt=now - WITHIN, id__gt=last)
    return max(0, MOST_TRIES - wrong.count())


def ringing_calls() -> tuple[PhoneCall, ...]:
    """The newest of those that ring and that nobody takes yet; one query."""
    found = PhoneCall.objects.filter(answered_at__isnull=True, ended_at__isnull=True)
    return tuple(found.filter(taken_by__isnull=True).order_by("-rang_at")[:MOST_RINGING])


@ForASecond
def ringing_on_pages() -> tuple[PhoneCall, ...]:
    """The same, for pages that are drawn for another reason."""
    return ringing_calls()


def still_ring(calls: Iterable[PhoneCall], now: datetime) -> list[PhoneCall]:
    """Those of which no end was due yet, the longest ringing first."""
    return [each for each in reversed(list(calls)) if each.rang_at > now - RINGS_FOR]


def who_calls(call: PhoneCall, reader: Person) -> Sequence[Membership]:
    """Who it probably is, as far as the reader may know them."""
    return find_contacts(call.number, seen_by(reader)) if call.number else []


def last_change_of_calls() -> tuple[object, ...]:
    """What is different as soon as anything was told of any call."""
    newest = PhoneCall.objects.order_by("-changed_at").values_list("id", "changed_at").first()
    return newest or ()


def systems() -> QuerySet[PhoneSystem]:
    """All telephone systems, by name."""
    return PhoneSystem.objects.order_by("name")
