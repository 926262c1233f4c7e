"""The gate to escalation: person + ID → what they may escalate or acknowledge, or 404."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404

from qendra.accounts.access import staff_with
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import has_customer_right, seen_by
from qendra.catalogue.rights import CustomerRight
from qendra.escalation.models import Step
from qendra.tickets.access import User, customer_ticket, staff_ticket
from qendra.tickets.models import Ticket


def may_escalate(user: User, ticket: Ticket) -> bool:
    """Whether the customer lets this person ask for escalations (E2)."""
    return has_customer_right(user, ticket.customer_id, CustomerRight.ESCALATE)


def customer_ticket_to_escalate(user: User, text: str) -> Ticket:
    """A ticket of the panel by its ID as typed, for people who may escalate it."""
    ticket = customer_ticket(user, text)
    if not may_escalate(user, ticket):
        raise Http404
    return ticket


def staff_ticket_to_escalate(user: User, text: str) -> Ticket:
    """A ticket of the desk by its ID as typed, to be escalated for a customer."""
    return staff_ticket(user, text, Right.ESCALATE)


def staff_step(user: User, step_id: int) -> Step:
    """A step to acknowledge on the desk: one's own, or any with the right."""
    person = staff_with(user, Right.SEE)
    of_theirs = seen_by(person, "run__ticket__customer")
    steps = Step.objects.select_related("run__ticket").filter(_acknowledged_by(person), of_theirs)
    step = steps.filter(id=step_id).first()
    if step is None:
        raise Http404
    return step


def _acknowledged_by(person: Person) -> Q:
    return Q() if person.has_right(Right.ACKNOWLEDGE) else Q(holder=person)
