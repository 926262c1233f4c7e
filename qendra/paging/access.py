"""The gate to transports: an ID in, the row or *not found* out."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from qendra.accounts.models import Person
from qendra.paging.models import Page, Purpose, Transport, Way


def transport_of(transport_id: int) -> Transport:
    """A transport, for whoever administers."""
    return get_object_or_404(Transport, id=transport_id)


def transport_test_of(page_id: int) -> Page:
    """A test of a transport, for whoever administers."""
    tests = Page.objects.select_related("transport").filter(purpose=Purpose.TEST)
    return get_object_or_404(tests, id=page_id)


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
