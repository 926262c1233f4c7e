"""What tickets, services, customers and contacts look like to programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from qendra.catalogue.models import Customer, Membership, Provider, Service
from qendra.tickets.addresses import shown_id, ticket_url
from qendra.tickets.explained import because
from qendra.tickets.models import Ticket


class Named(Schema):
    """A thing by the ID that people quote, and its name."""

    id: str
    name: str


class StatedFact(Schema):
    """A fact of the report (S6) and where it came from."""

    value: str
    source: str


class TicketOut(Schema):
    """A ticket. Times are UTC; a deadline is null while its clock stands still, or once met.

    ``priority_because`` says in a sentence what makes the priority, by ``matrix_version``; who
    corrected it, and why, stands in the timeline.
    """

    id: str
    subject: str
    kind: str
    state: str
    state_since: datetime
    priority: str
    priority_because: str
    matrix_version: int
    reach: str | None
    is_provisional: bool
    impact: str | None
    urgency: str
    customer: Named
    service: Named | None
    reporter: str | None
    team: str | None
    assignee: str | None
    facts: dict[str, StatedFact]
    opened_at: datetime
    updated_at: datetime
    response_due_at: datetime | None
    repair_due_at: datetime | None
    update_due_at: datetime | None
    responded_at: datetime | None
    restored_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int
    url: str


class TicketPage(Schema):
    """Some tickets, newest first; ``next`` is the cursor of the next page, null on the last."""

    items: list[TicketOut]
    next: str | None


class ServiceOut(Schema):
    id: str
    name: str
    state: str
    product: str
    site: str | None
    customer: Named


class ServicePage(Schema):
    items: list[ServiceOut]
    next: str | None


class CustomerOut(Schema):
    id: str
    name: str
    parent: Named | None
    time_zone: str


class CustomerPage(Schema):
    items: list[CustomerOut]
    next: str | None


class ContactOut(Schema):
    """A person at a customer, with the rights that the customer gives them."""

    id: int
    name: str
    email: str | None
    phone: str
    language: str
    customer: Named
    rights: list[str]


class ContactPage(Schema):
    items: list[ContactOut]
    next: str | None


def ticket_out(ticket: Ticket, provider: Provider) -> TicketOut:
    service = ticket.service
    columns: dict[str, Any] = {name: getattr(ticket, name) for name in _TAKEN}
    # Out of our own rows, which need no checking.
    return TicketOut.model_construct(
        **columns
        | {
            "id": shown_id(ticket, provider),
            "priority_because": because(ticket),
            "is_provisional": ticket.is_provisional,
            "customer": named(ticket.customer),
            "service": (
                Named.model_construct(id=service.code, name=service.name) if service else None
            ),
            "reporter": ticket.reporter.name if ticket.reporter else None,
            "team": ticket.team.name if ticket.team else None,
            "assignee": ticket.assignee.name if ticket.assignee else None,
            "facts": {
                name: StatedFact.model_construct(value=fact["value"], source=fact["source"])
                for name, fact in ticket.facts.items()
            },
            "url": ticket_url(ticket, provider),
        }
    )


# What stands in an answer as in the row; the rest is put into words that programs know.
_PUT = {"id", "customer", "service", "reporter", "team", "assignee", "facts"}
_TAKEN = tuple(
    field.name
    for field in Ticket._meta.concrete_fields
    if field.name in TicketOut.model_fields.keys() - _PUT
)


def named(customer: Customer) -> Named:
    return Named.model_construct(id=customer.external_id, name=customer.name)


def service_out(service: Service) -> ServiceOut:
    return ServiceOut(
        id=service.code,
        name=service.name,
        state=service.state,
        product=service.product.name,
        site=service.site.name if service.site else None,
        customer=named(service.customer),
    )


def customer_out(customer: Customer, *, for_staff: bool) -> CustomerOut:
    """A customer; whom it stands below is for staff only."""
    parent = customer.parent if for_staff else None
    return CustomerOut(
        id=customer.external_id,
        name=customer.name,
        parent=named(parent) if parent else None,
        time_zone=customer.time_zone,
    )


def contact_out(contact: Membership) -> ContactOut:
    person = contact.person
    return ContactOut(
        id=contact.id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        customer=named(contact.customer),
        rights=sorted(contact.rights),
    )
