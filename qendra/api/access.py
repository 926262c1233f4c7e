"""The gate for programs: token + ID → what its person may see or do, narrowed to its scope.

The rights are those of the person at this moment, read with the token; what lies outside the
token's scope does not exist for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.api.models import GOOD_FOR, Token, Upload
from qendra.catalogue.access import seen_by, sees_customer
from qendra.catalogue.models import Customer, Membership, Service
from qendra.catalogue.rights import CustomerRight
from qendra.lib.prepared import Prepared
from qendra.tickets.access import (
    customer_attachment,
    entries_in_scope,
    staff_attachment,
    staff_ticket_to_write,
    ticket_among,
    tickets_of_staff,
    tickets_with,
)
from qendra.tickets.models import Attachment, Entry, Ticket

# What an answer shows of a ticket.
SHOWN = ("customer", "service", "reporter", "team", "assignee")


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that was good when the request came, and the person it acts for.

    ``rights`` are those that its customer gives this person; none for a token of staff.
    """

    token: Token
    rights: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        return self.token.person

    @property
    def actor(self) -> Actor:
        return Actor(self.token.person, Channel.API)

    @property
    def is_staff(self) -> bool:
        return self.token.customer_id is None


def tickets_for(caller: Caller) -> QuerySet[Ticket]:
    """The tickets that this token sees."""
    if caller.token.customer_id is None:
        return tickets_of_staff(caller.person)
    return tickets_with(caller.person, {caller.token.customer_id: caller.rights})


def ticket_for(caller: Caller, text: str) -> Ticket:
    """One ticket by its ID as typed, with what an answer shows of it."""
    return ticket_among(tickets_for(caller).select_related(*SHOWN), text)


def ticket_to_write(caller: Caller, text: str, right: Right = Right.SEE) -> Ticket:
    """One ticket by its ID as typed, to be written to; ``right`` is what staff must have.

    The action reads and locks it anew; here is only who reported it, which a write never changes.
    """
    if caller.is_staff:
        staff_with(caller.person, right)
        return staff_ticket_to_write(caller.person, text)
    tickets = tickets_for(caller).select_related("reporter")
    return ticket_among(tickets.only("number", "reporter__name"), text)


def ticket_to_escalate(caller: Caller, text: str) -> Ticket:
    """One ticket by its ID as typed, for those who may ask for the next level."""
    ticket = ticket_to_write(caller, text, Right.ESCALATE)
    if not caller.is_staff and CustomerRight.ESCALATE not in caller.rights:
        raise Http404
    return ticket


def ticket_to_defer(caller: Caller, text: str) -> Ticket:
    """One ticket by its ID as typed, for those who may propose or answer a deferral (P5)."""
    ticket = ticket_to_write(caller, text, Right.WORK)
    if not caller.is_staff and CustomerRight.AGREE_DEFERRAL not in caller.rights:
        raise Http404
    return ticket


def entries_for(caller: Caller, ticket: Ticket) -> QuerySet[Entry]:
    """The timeline as this token may read it, in order."""
    return entries_in_scope(caller.person, caller.token.customer_id).filter(ticket=ticket)


def service_to_report_on(caller: Caller, code: str) -> Service:
    """One service by its ID, for those who may open a ticket on it."""
    if caller.is_staff:
        staff_with(caller.person, Right.WORK)
    elif CustomerRight.REPORT not in caller.rights:
        raise Http404
    service = next(iter(_to_report_on(code=code.strip().upper())), None)
    if service is None or not _is_in_scope(caller, service.customer_id):
        raise Http404
    return service


_to_report_on = Prepared(
    lambda code: Service.objects.filter(code=code).select_related("customer"), code="a code"
)


def services_for(caller: Caller) -> QuerySet[Service]:
    """The services that this token sees, with what an answer shows of them."""
    return _services(caller).select_related("customer", "product", "site")


def service_of(caller: Caller, code: str) -> Service:
    """One service by its ID, in any case."""
    return _service_among(services_for(caller), code)


def customers_for(caller: Caller) -> QuerySet[Customer]:
    """The customers that this token sees: all, or its one."""
    customers = Customer.objects.select_related("parent")
    if caller.is_staff:
        return customers.filter(seen_by(caller.person, "id"))
    return customers.filter(id=caller.token.customer_id or 0)


def contacts_for(caller: Caller) -> QuerySet[Membership]:
    """The contacts that this token sees: all; a customer's, for who manages them; or oneself."""
    contacts = Membership.objects.select_related("person", "customer")
    if caller.is_staff:
        return contacts.filter(seen_by(caller.person))
    contacts = contacts.filter(customer=caller.token.customer_id)
    may_manage = CustomerRight.MANAGE_PEOPLE in caller.rights
    return contacts if may_manage else contacts.filter(person=caller.person)


def attachment_for(caller: Caller, attachment_id: int) -> Attachment:
    """One file on a ticket."""
    if caller.is_staff:
        return staff_attachment(caller.person, attachment_id)
    attachment = customer_attachment(caller.person, attachment_id)
    _in_scope(caller, attachment.entry.ticket)
    return attachment


def may_send_files(caller: Caller) -> Caller:
    """Whoever may write anything to which files belong; else 404."""
    if caller.is_staff:
        staff_with(caller.person, Right.NOTE)
    return caller


def uploads_for(caller: Caller, now: datetime) -> QuerySet[Upload]:
    """The uploads that this token, and no other, may name at this moment."""
    return Upload.objects.filter(token=caller.token, created_at__gt=now - GOOD_FOR)


def _services(caller: Caller) -> QuerySet[Service]:
    if caller.is_staff:
        return Service.objects.filter(seen_by(caller.person))
    return Service.objects.filter(customer=caller.token.customer_id)


def _is_in_scope(caller: Caller, customer_id: int) -> bool:
    if caller.is_staff:
        return sees_customer(caller.person, customer_id)
    return customer_id == caller.token.customer_id


def _service_among(services: QuerySet[Service], code: str) -> Service:
    service = services.filter(code=code.strip().upper()).first()
    if service is None:
        raise Http404
    return service


def _in_scope(caller: Caller, ticket: Ticket) -> Ticket:
    if ticket.customer_id != caller.token.customer_id:
        raise Http404
    return ticket
