"""The ways by which somebody wants to be reached: their own to enter, test, confirm and order."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.paging.actions.queueing import NewPage, queue_pages, words_of_test
from qendra.paging.keys import address_of, sealed_pin, stored_address
from qendra.paging.kinds import Kind
from qendra.paging.models import Page, Purpose, Transport, Way
from qendra.paging.selectors import last_test

MOST = 10
# Tests cost money, and go to an address that may be somebody else's.
MOST_TESTS, WITHIN = 5, timedelta(hours=1)
MOST_TRIES = 5
CODE_HOLDS = timedelta(hours=1)


@transaction.atomic
def add_way(
    *, actor: Actor, now: datetime, transport: Transport, address: str, only_critical: bool = False
) -> Way:
    """Another way to reach the actor, the last in their order; its first test goes out."""
    person = _person(actor)
    # Two forms at once count one after the other.
    Person.objects.select_for_update(no_key=True).get(id=person.id)
    ways = list(Way.objects.filter(person=person).select_related("transport"))
    if len(ways) >= MOST:
        raise Refused(_("You have %(count)d ways already; remove one first.") % {"count": MOST})
    kind = Kind(transport.kind)
    for way in ways:
        if way.transport_id == transport.id and address_of(kind, way.address) == address:
            raise Refused(_("You have this way already."))
    made = Way.objects.create(
        person=person,
        transport=transport,
        address=stored_address(kind, address),
        place=max((way.place for way in ways), default=0) + 1,
        only_critical=only_critical,
        created_at=now,
    )
    _send_test(made, now)
    return made


@transaction.atomic
def send_way_test(*, actor: Actor, now: datetime, way_id: int) -> Page:
    """Send a test; its code confirms the way. Refused after five within an hour."""
    return _send_test(_locked(actor, way_id), now)


@transaction.atomic
def confirm_way(*, actor: Actor, now: datetime, way_id: int, code: str) -> bool:
    """Whether the code is that of the last test: from then on the way counts.

    Refused after five wrong ones, or an hour: another test is needed.
    """
    way = _locked(actor, way_id)
    test = last_test(way)
    is_open = test is not None and now - test.created_at < CODE_HOLDS
    if test is None or not is_open or way.tries >= MOST_TRIES:
        raise Refused(_("This code does not hold any more. Send another test."))
    if not constant_time_compare("".join(code.split()), str(test.words["code"])):
        way.tries += 1
        way.save(update_fields=["tries"])
        return False
    way.confirmed_at = way.confirmed_at or now
    way.save(update_fields=["confirmed_at"])
    return True


@transaction.atomic
def change_way(*, actor: Actor, way_id: int, only_critical: bool, pin: str = "") -> Way:
    """At all hours, or for Critical only; the PIN that is typed before a key in its calls."""
    way = _locked(actor, way_id)
    way.only_critical, way.pin = only_critical, sealed_pin(pin)
    way.save(update_fields=["only_critical", "pin"])
    return way


@transaction.atomic
def raise_way(*, actor: Actor, way_id: int) -> None:
    """Put it before the one before it; the first stays."""
    way = _locked(actor, way_id)
    before = Way.objects.select_for_update().filter(person=way.person_id, place__lt=way.place)
    other = before.order_by("-place").first()
    if other is None:
        return
    way.place, other.place = other.place, way.place
    way.save(update_fields=["place"])
    other.save(update_fields=["place"])


@transaction.atomic
def remove_way(*, actor: Actor, way_id: int) -> None:
    """Page by it no more; what is on its way by it still goes."""
    _locked(actor, way_id).delete()


def _send_test(way: Way, now: datetime) -> Page:
    # Whatever ways come and go: all are the person's tests.
    begin = f"test:way:{way.person_id}:"
    sent = Page.objects.filter(key__startswith=begin, created_at__gt=now - WITHIN)
    if sent.count() >= MOST_TESTS:
        raise Refused(_("These were many tests within an hour. Try again later."))
    way.tries = 0
    way.save(update_fields=["tries"])
    key = f"{begin}{way.id}:{secrets.token_hex(8)}"
    page = NewPage(
        key=key,
        purpose=Purpose.TEST,
        transport=way.transport,
        way=way,
        address=way.address,
        words=words_of_test(way.person.language),
    )
    queue_pages(now=now, pages=[page])
    return Page.objects.get(key=key)


def _person(actor: Actor) -> Person:
    person = actor.person
    if person is None or not (person.is_active and person.is_staff_member):
        raise Refused(_("Only our own staff is paged."))
    return person


def _locked(actor: Actor, way_id: int) -> Way:
    person = _person(actor)
    # All of a person's, so that two forms that reorder them do not cross.
    ways = Way.objects.select_for_update(of=("self",)).select_related("transport", "person")
    found = {way.id: way for way in ways.filter(person=person).order_by("id")}
    if way_id not in found:
        raise Refused(_("This way is no more."))
    return found[way_id]
