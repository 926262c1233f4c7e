"""Reading transports and what went by them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from qendra.accounts.models import Person
from qendra.paging.models import Page, Purpose, State, Transport, Way


def transports() -> QuerySet[Transport]:
    """All, by name."""
    return Transport.objects.order_by("name")


def latest_pages(transport: Transport, limit: int) -> list[Page]:
    """What last went by it, the newest first, with its attempts."""
    pages = Page.objects.filter(transport=transport).prefetch_related("log")
    return list(pages.order_by("-id")[:limit])


def transports_to_choose() -> QuerySet[Transport]:
    """Those that are in use."""
    return transports().filter(is_active=True)


def ways_of(person: Person) -> list[Way]:
    """All ways of somebody, in their order."""
    return list(Way.objects.filter(person=person).select_related("transport"))


def ways_in_use(person_ids: Collection[int]) -> dict[int, list[Way]]:
    """The ways that count, by person and in their order; one query."""
    usable = Way.objects.filter(confirmed_at__isnull=False, transport__is_active=True)
    found: dict[int, list[Way]] = {}
    for way in usable.filter(person__in=person_ids).select_related("transport"):
        found.setdefault(way.person_id, []).append(way)
    return found


def owners_of_number(number: str) -> list[Person]:
    """Those who confirmed that this telephone is theirs."""
    people = Person.objects.filter(ways__address=number, ways__confirmed_at__isnull=False)
    return list(people.filter(is_active=True).distinct())


def last_test(way: Way) -> Page | None:
    """The newest test of a way, with its transport."""
    tests = Page.objects.filter(way=way, purpose=Purpose.TEST).select_related("transport")
    return tests.order_by("-id").first()


def living_pages() -> QuerySet[Page]:
    """What was taken, or may yet be."""
    return Page.objects.exclude(state=State.GIVEN_UP)
