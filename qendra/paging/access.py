"""The gate to transports: an ID in, the row or *not found* out."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404
from django.shortcuts import get_object_or_404

from qendra.accounts.models import Person
from qendra.paging.keys import is_call_key, is_incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.models import Page, Purpose, Transport, Way


def transport_of(transport_id: int) -> Transport:
    """A transport, for whoever administers."""
    return get_object_or_404(Transport, id=transport_id)


def transport_test_of(page_id: int) -> Page:
    """A test of a transport, for whoever administers."""
    tests = Page.objects.select_related("transport").filter(purpose=Purpose.TEST)
    return get_object_or_404(tests, id=page_id)


def transport_that_posts(key: str, kinds: Collection[Kind]) -> Transport:
    """The transport in whose address this key stands, if of one of these kinds; else 404."""
    number = key.partition("-")[0]
    found = Transport.objects.filter(id=number, is_active=True) if _is_id(number) else None
    transport = found.first() if found else None
    if transport is None or transport.kind not in kinds or not is_incoming_key(transport, key):
        raise Http404
    return transport


def page_called(transport: Transport, key: str) -> Page:
    """The page of a step in whose call keys are pressed; else 404."""
    number = key.partition("-")[0]
    pages = Page.objects.select_related("way", "transport")
    of_steps = pages.filter(transport=transport, purpose=Purpose.STEP)
    page = of_steps.filter(id=number).first() if _is_id(number) else None
    if page is None or not is_call_key(page, key):
        raise Http404
    return page


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def transport_to_choose(person: Person, transport_id: int) -> Transport:
    """A transport in use, for staff who want to be reached by it."""
    _staff_only(person)
    return get_object_or_404(Transport, id=transport_id, is_active=True)


def way_of(person: Person, way_id: int) -> Way:
    """One of the person's own ways."""
    _staff_only(person)
    ways = Way.objects.select_related("transport", "person")
    return get_object_or_404(ways, id=way_id, person=person)


def has_ways(person: Person) -> Person:
    """Whoever can be paged at all: staff. 404 for anybody else."""
    _staff_only(person)
    return person


def _staff_only(person: Person) -> None:
    if not (person.is_active and person.is_staff_member):
        raise Http404
