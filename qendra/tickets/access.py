"""The gate to tickets: person + ticket ID → ticket, or 404.

A ticket that does not exist and a ticket of somebody else look the same from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import has_customer_right, memberships_of, seen_by, sees_customer
from qendra.catalogue.models import Membership, Service
from qendra.catalogue.rights import CustomerRight
from qendra.catalogue.selectors import provider_of_pages
from qendra.lib import log_fields, ticket_id
from qendra.lib.counting import Statement, statement
from qendra.lib.prepared import Prepared
from qendra.tickets.models import Attachment, Entry, Ticket

User = Person | AnonymousUser
# What a page shows of a ticket.
FOR_PAGES = (
    "customer",
    "service",
    "service__site",
    "service_level",
    "reporter",
    "team",
    "assignee",
)


def tickets_of(user: User) -> QuerySet[Ticket]:
    """The tickets that this person may see as a customer: all of theirs, or their own reports."""
    # Read first, so that the database sees plain customers and uses the index on them.
    return tickets_with(user, dict(memberships_of(user).values_list("customer_id", "rights")))


def tickets_with(user: User, rights: Mapping[int, Sequence[str]]) -> QuerySet[Ticket]:
    """The same where the rights of this person, by customer, are known already."""
    all_of = [customer for customer, given in rights.items() if CustomerRight.SEE_ALL in given]
    own_of = [
        customer
        for customer, given in rights.items()
        if CustomerRight.SEE_OWN in given and customer not in all_of
    ]
    if not own_of:
        return Ticket.objects.filter(customer__in=all_of)
    # A report that was merged is read where it goes on.
    merged = Ticket.objects.filter(Q(reporter=user), merged_into__isnull=False)
    own = Q(reporter=user) | Q(id__in=merged.values("merged_into"))
    return Ticket.objects.filter(Q(customer__in=all_of) | Q(customer__in=own_of) & own)


def open_count(membership: Membership, service: Service) -> int:
    """How many open tickets of its customer's service a member may see; one query at most.

    Counted no further than ``counting.MANY``.
    """
    mark = {_SERVICE: service.id, _CUSTOMER: membership.customer_id, _PERSON: membership.person_id}
    if membership.has(CustomerRight.SEE_ALL):
        return _counting_open(own=False).counts(mark)["open"]
    if membership.has(CustomerRight.SEE_OWN):
        return _counting_open(own=True).counts(mark)["open"]
    return 0


_SERVICE, _CUSTOMER, _PERSON = -1, -2, -3


@cache
def _counting_open(*, own: bool) -> Statement:
    tickets = Ticket.objects.filter(service=_SERVICE, customer=_CUSTOMER, closed_at__isnull=True)
    return statement({"open": tickets.filter(reporter=_PERSON) if own else tickets})


def customer_ticket(user: User, text: str) -> Ticket:
    """One ticket of the panel by its ID as typed."""
    return ticket_among(tickets_of(user).select_related(*FOR_PAGES), text)


def may_agree(user: User, ticket: Ticket) -> bool:
    """Whether the customer lets this person agree to deferrals (P5)."""
    return has_customer_right(user, ticket.customer_id, CustomerRight.AGREE_DEFERRAL)


def customer_ticket_to_defer(user: User, text: str) -> Ticket:
    """A ticket of the panel by its ID as typed, for people who may agree to a deferral."""
    ticket = customer_ticket(user, text)
    if not may_agree(user, ticket):
        raise Http404
    return ticket


def staff_ticket(user: User, text: str, right: Right = Right.SEE) -> Ticket:
    """One ticket of the desk by its ID as typed, for staff who have the right."""
    person = staff_with(user, right)
    ticket = _seen_or_404(person, _one_or_404(_of_staff(number=_number_or_404(text))))
    people = {each.id: each for each in _two(first=ticket.reporter_id, second=ticket.assignee_id)}
    ticket.reporter = people.get(ticket.reporter_id or 0)
    ticket.assignee = people.get(ticket.assignee_id or 0)
    return ticket


def ticket_of_words(person: Person, words: str) -> Ticket | None:
    """The ticket whose ID the words are, as typed, for staff who may see it; else None."""
    found = ticket_id.parse(words, provider_of_pages().ticket_prefix)
    if found is None or found.reading is ticket_id.Reading.MISTYPED:
        return None
    tickets = tickets_of_staff(person).filter(number=found.number)
    return tickets.select_related("customer", "service__site", "service__customer").first()


def tickets_in_scope(person: Person, customer_id: int | None) -> QuerySet[Ticket]:
    """What a program sees that acts for this person: of one customer, or all as staff (None)."""
    if customer_id is not None:
        return tickets_of(person).filter(customer=customer_id)
    return tickets_of_staff(person)


def sees_all(person: Person) -> bool:
    """Whether ``tickets_of_staff`` are all tickets."""
    return person.has_right(Right.SEE) and not person.is_limited


def tickets_of_staff(person: Person) -> QuerySet[Ticket]:
    """The tickets that a member of staff may see: all, or those of the customers of their teams."""
    if not person.has_right(Right.SEE):
        return Ticket.objects.none()
    return Ticket.objects.filter(seen_by(person))


def entries_in_scope(person: Person, customer_id: int | None) -> QuerySet[Entry]:
    """The entries of those tickets, in order; for a customer without the internal ones."""
    if customer_id is None:
        can_see = person.has_right(Right.SEE)
        of_theirs = seen_by(person, "ticket__customer")
        seen = Entry.objects.filter(of_theirs) if can_see else Entry.objects.none()
    else:
        tickets = tickets_in_scope(person, customer_id)
        seen = Entry.objects.filter(ticket__in=tickets, audience__contains=[Entry.CUSTOMER])
    return seen.order_by("id")


def belongs_to(person: Person, ticket: Ticket) -> bool:
    """Whether this person's words may join the ticket on any channel (S3)."""
    return tickets_of(person).filter(id=ticket.id).exists()


def customer_attachment(user: User, attachment_id: int) -> Attachment:
    """A file that this customer may read: on a ticket of theirs, in an entry for customers."""
    tickets = tickets_of(user)
    found = (
        Attachment.objects.select_related("file")
        .filter(
            Q(entry__ticket__in=tickets) | Q(entry__ticket__merged_into__in=tickets),
            id=attachment_id,
            entry__audience__contains=[Entry.CUSTOMER],
        )
        .first()
    )
    return _or_404(found)


def staff_attachment(user: User, attachment_id: int) -> Attachment:
    """Any file of a ticket that this member of staff sees."""
    of_theirs = seen_by(staff_with(user, Right.SEE), "entry__ticket__customer")
    files = Attachment.objects.select_related("file").filter(of_theirs)
    return _or_404(files.filter(id=attachment_id).first())


def ticket_among(tickets: QuerySet[Ticket], text: str) -> Ticket:
    """The one with this ID, as typed, among tickets that may be seen; else 404."""
    return _one_or_404(tickets.filter(number=_number_or_404(text))[:1])


def staff_ticket_to_write(person: Person, text: str) -> Ticket:
    """The one with this ID, as typed, and who reported it, for staff; their right is known."""
    return _seen_or_404(person, _one_or_404(_numbered(number=_number_or_404(text))))


_numbered = Prepared(
    lambda number: (
        Ticket.objects.filter(number=number)
        .select_related("reporter")
        .only("number", "customer", "reporter__name")
    ),
    number="a number",
)
_of_staff = Prepared(
    lambda number: Ticket.objects.filter(number=number).select_related(
        "customer", "service__site", "service_level", "team"
    ),
    number="a number",
)
# Asked beside the ticket: two more joined tables double what the database takes to plan.
_two = Prepared(
    lambda first, second: Person.objects.filter(id__in=[first, second]), first=-1, second=-2
)


def _number_or_404(text: str) -> str:
    found = ticket_id.parse(text, provider_of_pages().ticket_prefix)
    if found is None or found.reading is ticket_id.Reading.MISTYPED:
        raise Http404
    return found.number


def _one_or_404(found: Iterable[Ticket]) -> Ticket:
    ticket = next(iter(found), None)
    if ticket is None:
        raise Http404
    log_fields.note(ticket=ticket.number)
    return ticket


def _seen_or_404(person: Person, ticket: Ticket) -> Ticket:
    if not sees_customer(person, ticket.customer_id):
        raise Http404
    return ticket


def _or_404(attachment: Attachment | None) -> Attachment:
    if attachment is None:
        raise Http404
    return attachment
