"""The gate to customers and their services: person + id → object, or 404.

Whether a thing does not exist or belongs to somebody else looks the same from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.models import Customer, Import, Membership, Service
from qendra.catalogue.rights import CustomerRight
from qendra.lib.prepared import Prepared
from qendra.lib.work import remembered

User = Person | AnonymousUser
Row = TypeVar("Row", bound=Model)

# Those of the person's teams, and whoever stands below one of them.
_SEEN = """
WITH RECURSIVE seen AS (
    SELECT given.customer_id AS id FROM catalogue_teamcustomer AS given
      JOIN accounts_team_members AS member ON member.team_id = given.team_id
     WHERE member.person_id = %s
    UNION
    SELECT customer.id FROM catalogue_customer AS customer JOIN seen ON customer.parent_id = seen.id
) SELECT id FROM seen
"""

_SEEN_BY_EACH = """
WITH RECURSIVE seen AS (
    SELECT member.person_id, given.customer_id AS id FROM catalogue_teamcustomer AS given
      JOIN accounts_team_members AS member ON member.team_id = given.team_id
     WHERE member.person_id = ANY(%s)
    UNION
    SELECT seen.person_id, customer.id FROM catalogue_customer AS customer
      JOIN seen ON customer.parent_id = seen.id
) SELECT person_id, id FROM seen
"""


def customers_seen(person: Person) -> frozenset[int] | None:
    """The customers that a member of staff may see anything of; None: all.

    Limited is who is in limited teams only. This is the one place that decides it; for whoever
    is not limited it costs nothing, else one query in a piece of work.
    """
    if not person.is_limited:
        return None
    return remembered(("customers seen", person.id), lambda: _customers_seen(person.id))


def _customers_seen(person_id: int) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [person_id])
        return frozenset(row[0] for row in cursor.fetchall())


def customers_seen_by_each(people: Iterable[Person]) -> dict[int, frozenset[int] | None]:
    """The same of several members of staff, by their keys; one query, none without a limit."""
    asked = list(people)
    limited = [person.id for person in asked if person.is_limited]
    found = dict[int, set[int]]()
    if limited:
        with connection.cursor() as cursor:
            cursor.execute(_SEEN_BY_EACH, [limited])
            for person_id, customer_id in cursor.fetchall():
                found.setdefault(person_id, set()).add(customer_id)
    return {
        person.id: frozenset(found.get(person.id, ())) if person.is_limited else None
        for person in asked
    }


def seen_by(person: Person, customer: str = "customer") -> Q:
    """The same as a filter: ``customer`` is the way from the rows to their customer."""
    seen = customers_seen(person)
    return Q() if seen is None else Q(**{f"{customer}__in": sorted(seen)})


def sees_customer(person: Person, customer_id: int) -> bool:
    """Whether this member of staff may see anything of the customer."""
    seen = customers_seen(person)
    return seen is None or customer_id in seen


def memberships_of(user: User) -> QuerySet[Membership]:
    """The customers that this person belongs to; none for people who left."""
    if not isinstance(user, Person) or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(person=user).select_related("customer")


def memberships_in_order(person: Person) -> list[Membership]:
    """The same, read now, the oldest first."""
    return _of_person(person=person.id) if person.is_active else []


_of_person = Prepared(
    lambda person: (
        Membership.objects.filter(person=person).select_related("customer").order_by("id")
    ),
    person=-1,
)


def memberships_of_all(people: Iterable[Person]) -> dict[int, list[Membership]]:
    """The same of several people, by their keys; one query."""
    active = [person for person in people if person.is_active]
    found = dict[int, list[Membership]]()
    memberships = Membership.objects.filter(person__in=active).select_related("customer")
    for membership in memberships.order_by("id"):
        found.setdefault(membership.person_id, []).append(membership)
    return found


def member_of_some_customer(user: User) -> list[Membership]:
    """All memberships; 404 for somebody who belongs to no customer."""
    memberships = list(memberships_of(user).order_by("customer__name"))
    if not memberships:
        raise Http404
    return memberships


def services_of(user: User) -> QuerySet[Service]:
    """The services that this person may see in the panel: those of their customers."""
    return Service.objects.filter(customer__in=memberships_of(user).values("customer"))


def service_for(user: User, code: str) -> Service:
    """One service by its service ID, in any case; for customers their own, for staff any."""
    services = Service.objects.select_related("customer", "contract", "product", "site")
    if isinstance(user, Person) and user.has_right(Right.SEE):
        services = services.filter(seen_by(user))
    else:
        services = services.filter(customer__in=memberships_of(user).values("customer"))
    service = services.filter(code=code.strip().upper()).first()
    if service is None:
        raise Http404
    return service


def membership_and_service(user: User, code: str) -> tuple[Membership, Service]:
    """A service of one of the person's customers, by its service ID in any case; two queries.

    404 for everybody else, our own staff too.
    """
    service = next(iter(_service(code=code.strip().upper())), None)
    if service and isinstance(user, Person) and user.is_active:
        for membership in _membership(person=user.id, customer=service.customer_id):
            return membership, service
    raise Http404


_service = Prepared(
    lambda code: Service.objects.filter(code=code).select_related(
        "customer", "contract", "product", "site"
    ),
    code="a code",
)
_membership = Prepared(
    lambda person, customer: Membership.objects.filter(person=person, customer=customer),
    person=-1,
    customer=-2,
)


def membership_with(user: User, customer: Customer, right: CustomerRight) -> Membership:
    """The person's membership at this customer if it gives the right; else 404."""
    membership = memberships_of(user).filter(customer=customer).first()
    if membership is None or not membership.has(right):
        raise Http404
    return membership


def record_of(user: User, rows: QuerySet[Row], row_id: int) -> Row:
    """One row of the catalogue for whoever administers it; else 404."""
    return _row(user, rows, row_id, Right.ADMINISTER)


def import_for(user: User, import_id: int) -> Import:
    """One import for whoever may bring in files; else 404."""
    runs = Import.objects.select_related("person")
    if isinstance(user, Person):
        runs = runs.filter(files_seen_by(user))
    return _row(user, runs, import_id, Right.IMPORT)


def files_seen_by(person: Person) -> Q:
    """Whose files of records: those of others may name any customer."""
    return Q() if customers_seen(person) is None else Q(person=person)


def _row(user: User, rows: QuerySet[Row], row_id: int, right: Right) -> Row:
    may = isinstance(user, Person) and user.has_right(right)
    row = rows.filter(pk=row_id).first() if may else None
    if row is None:
        raise Http404
    return row


def has_customer_right(user: User, customer_id: int, right: CustomerRight) -> bool:
    """Whether this person may do this for the customer."""
    return memberships_of(user).filter(customer=customer_id, rights__contains=[str(right)]).exists()


def managed_customers(user: User) -> list[Customer]:
    """The customers whose people this person manages, by name; 404 where there are none."""
    managed = memberships_of(user).filter(rights__contains=[str(CustomerRight.MANAGE_PEOPLE)])
    customers = [each.customer for each in managed.order_by("customer__name")]
    if not customers:
        raise Http404
    return customers


def managed_customer(user: User, customer_id: int) -> Customer:
    """One of them; else 404."""
    for customer in managed_customers(user):
        if customer.id == customer_id:
            return customer
    raise Http404


def managed_membership(user: User, membership_id: int) -> Membership:
    """A contact of one of them; else 404."""
    found = Membership.objects.select_related("person", "customer").filter(
        id=membership_id, customer__in=managed_customers(user)
    )
    membership = found.first()
    if membership is None:
        raise Http404
    return membership


def manages_people(user: User) -> bool:
    """Whether there is a customer whose people this person manages; one query."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    return any(each.has(CustomerRight.MANAGE_PEOPLE) for each in _of_person(person=user.id))
