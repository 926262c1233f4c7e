"""Reads about people."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from qendra.accounts.models import PHONE_TAIL, Person, Role, Team
from qendra.accounts.rights import DefaultRole, Right
from qendra.lib.plans import planned_cursor
from qendra.lib.prepared import Prepared
from qendra.lib.remembering import ForASecond
from qendra.lib.settled import Settled, version_of
from qendra.lib.telephone import FEWEST, TAIL, digits_of, is_same_number


def person_by_address(address: str) -> Person | None:
    """The active person with this mail address, in any case."""
    return next(iter(_by_address(address=address.strip().lower())), None)


_by_address = Prepared(
    lambda address: Person.objects.filter(email=address, is_active=True), address="an address"
)


def people_by_address(addresses: Collection[str]) -> dict[str, Person]:
    """The active people with these mail addresses (in lower case), by address; one query."""
    found = Person.objects.filter(email__in=[each for each in addresses if each], is_active=True)
    return {person.email: person for person in found if person.email}


def people_at(number: str, country: str) -> list[Person]:
    """The active people with this telephone number, in any spelling; one query.

    ``country`` is where it is dialled from.
    """
    return [each for each in _ending_like(number) if is_same_number(each.phone, number, country)]


def people_at_part(number: str) -> list[Person]:
    """Those whose number ends like the one typed, if enough of it was typed."""
    digits = digits_of(number)
    if len(digits) < FEWEST:
        return []
    if len(digits) >= TAIL:
        return [each for each in _ending_like(number) if digits_of(each.phone).endswith(digits)]
    found = Person.objects.annotate(tail=PHONE_TAIL).filter(~Q(phone=""), tail__endswith=digits)
    return list(found.filter(is_active=True).order_by("id"))


def _ending_like(number: str) -> list[Person]:
    tail = digits_of(number)[-TAIL:]
    if not tail:
        return []
    found = Person.objects.annotate(tail=PHONE_TAIL).filter(~Q(phone=""), tail=tail)
    return list(found.filter(is_active=True).order_by("id"))


def staff() -> QuerySet[Person]:
    """Everybody at the provider who is still there, by name."""
    return Person.objects.filter(~Q(rights=[]), is_active=True).order_by("name", "id")


def has_staff() -> bool:
    """Whether there is anybody at the provider, or ever was."""
    return Person.objects.filter(~Q(rights=[])).exists()


def staff_with_right(right: Right) -> QuerySet[Person]:
    """The staff whose roles give this right, by name."""
    return staff().filter(rights__contains=[str(right)])


def staff_who_can_work() -> QuerySet[Person]:
    """Staff to whom a ticket can be assigned, by name."""
    return staff_with_right(Right.WORK)


def administrators() -> QuerySet[Person]:
    """Who can be written to about the installation itself, by name."""
    return staff_with_right(Right.ADMINISTER).exclude(email=None)


def standing_in(right: Right = Right.SUPERVISE) -> QuerySet[Person]:
    """Who has it by a role of theirs to be told when a level is empty, in order of their keys.

    Or whatever else the right is about. Whoever has every right as the administrator is told
    only where nobody else is there.
    """
    held = Role.objects.filter(rights__contains=[str(right)])
    by_role = held.exclude(key=DefaultRole.ADMINISTRATOR).values("id")
    told = staff().filter(roles__in=by_role).exclude(email=None)
    return told.distinct().order_by("id")


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    """The names of these people by their IDs; one query at most."""
    if not person_ids:
        return {}
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM accounts_person WHERE id = ANY(%s::bigint[])", [list(person_ids)]
        )
        return dict(cursor.fetchall())


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
    """The team that new tickets go to, as it is in this piece of work."""
    return next(iter(_first_line()), None)


_first_line = Settled(
    Prepared(lambda: Team.objects.filter(is_first_line=True)),
    told_by=f"SELECT string_agg({version_of('team')}, ',' ORDER BY id)"  # noqa: S608
    " FROM accounts_team AS team WHERE is_first_line",
)
