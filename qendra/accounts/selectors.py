"""Reads about people."""

from __future__ import annotations

from django.db.models import QuerySet

from qendra.accounts.models import Person, Team
from qendra.accounts.rights import Role
from qendra.lib.prepared import Prepared
from qendra.lib.remembering import ForASecond
from qendra.lib.work import remembered


def person_by_address(address: str) -> Person | None:
    """The active person with this mail address, in any case."""
    return next(iter(_by_address(address=address.strip().lower())), None)


_by_address = Prepared(
    lambda address: Person.objects.filter(email=address, is_active=True), address="an address"
)


def staff_who_can_work() -> QuerySet[Person]:
    """Staff to whom a ticket can be assigned, by name."""
    return Person.objects.filter(
        is_active=True, roles__overlap=["administrator", "supervisor", "agent"]
    ).order_by("name")


def administrators() -> QuerySet[Person]:
    """Who can be written to about the installation itself, by name."""
    able = Person.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    return able.exclude(email=None).order_by("name", "id")


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")


@ForASecond
def names_of_workers() -> tuple[tuple[int, str], ...]:
    """IDs and names of ``staff_who_can_work``, for the lists of pages."""
    return tuple(staff_who_can_work().values_list("id", "name"))


@ForASecond
def names_of_teams() -> tuple[tuple[int, str], ...]:
    """IDs and names of ``teams``, for the lists of pages."""
    return tuple(teams().values_list("id", "name"))


def first_line() -> Team | None:
    """The team that new tickets go to; read once in a piece of work."""
    return next(iter(remembered("first line", _first_line)), None)


_first_line = Prepared(lambda: Team.objects.filter(is_first_line=True))
