"""The gate to tickets: person + ticket ID → ticket, or 404.

A ticket that does not exist and a ticket of somebody else look the same from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import memberships_of
from qendra.catalogue.rights import CustomerRight
from qendra.catalogue.selectors import provider
from qendra.lib import ticket_id
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
    return Ticket.objects.filter(Q(customer__in=all_of) | Q(customer__in=own_of, reporter=user))


def customer_ticket(user: User, text: str) -> Ticket:
    """One ticket of the panel by its ID as typed."""
    return ticket_among(tickets_of(user).select_related(*FOR_PAGES), text)


def staff_ticket(user: User, text: str, right: Right = Right.SEE) -> Ticket:
    """One ticket of the desk by its ID as typed, for staff who have the right."""
    staff_with(user, right)
    return ticket_among(Ticket.objects.select_related(*FOR_PAGES), text)


def belongs_to(person: Person, ticket: Ticket) -> bool:
    """Whether this person's words may join the ticket on any channel (S3)."""
    return tickets_of(person).filter(id=ticket.id).exists()


def customer_attachment(user: User, attachment_id: int) -> Attachment:
    """A file that this customer may read: on a ticket of theirs, in an entry for customers."""
    found = (
        Attachment.objects.select_related("file")
        .filter(
            id=attachment_id,
            entry__ticket__in=tickets_of(user),
            entry__audience__contains=[Entry.CUSTOMER],
        )
        .first()
    )
    return _or_404(found)


def staff_attachment(user: User, attachment_id: int) -> Attachment:
    """Any file of a ticket, for staff."""
    staff_with(user, Right.SEE)
    return _or_404(Attachment.objects.select_related("file").filter(id=attachment_id).first())


def ticket_among(tickets: QuerySet[Ticket], text: str) -> Ticket:
    """The one with this ID, as typed, among tickets that may be seen; else 404."""
    found = ticket_id.parse(text, provider().ticket_prefix)
    if found is None or found.reading is ticket_id.Reading.MISTYPED:
        raise Http404
    ticket = tickets.filter(number=found.number).first()
    if ticket is None:
        raise Http404
    return ticket


def _or_404(attachment: Attachment | None) -> Attachment:
    if attachment is None:
        raise Http404
    return attachment
