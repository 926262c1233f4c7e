"""Other open tickets that may be about the same: of the circuit, the service, the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.access import sees_customer
from qendra.lib.prepared import Prepared
from qendra.tickets.facts import FactName
from qendra.tickets.models import STATE_NAMES, Ticket
from qendra.tickets.selectors import open_tickets
from qendra.tickets.states import State

# So many of the service, and so many of the customer, are looked at and shown.
MOST = 5
_CIRCUIT = f"facts__{FactName.CIRCUIT_ID}__value"


@dataclass(frozen=True, slots=True)
class Other:
    """An open ticket in a few words; ``why`` it stands here."""

    number: str
    subject: str
    state: str
    state_name: str
    why: str


def duplicates_of(ticket: Ticket, person: Person) -> tuple[Other, ...]:
    """Nearest first: the same circuit, the same service, the same customer; one query."""
    found = _near(ticket=ticket.id, service=ticket.service_id or -4, customer=ticket.customer_id)
    own = _circuit_of(ticket)
    rows = {row[0]: row for row in found if sees_customer(person, row[5])}
    nearest = sorted(rows.values(), key=lambda row: -_nearness(ticket, own, row[3], row[4]))
    return tuple(
        Other(
            number=number,
            subject=subject,
            state=state,
            state_name=str(STATE_NAMES[State(state)]),
            why=_why(_nearness(ticket, own, service, circuit)),
        )
        for number, subject, state, service, circuit, _customer in nearest[:MOST]
    )


def _circuit_of(ticket: Ticket) -> str:
    known = ticket.facts.get(FactName.CIRCUIT_ID)
    return str(known["value"]).strip().upper() if known else ""


def _nearness(ticket: Ticket, own: str, service: int | None, circuit: str | None) -> int:
    if own and circuit and circuit.strip().upper() == own:
        return 2
    return 1 if service is not None and service == ticket.service_id else 0


def _why(nearness: int) -> str:
    return (_("same customer"), _("same service"), _("same circuit"))[nearness]


def _some(ticket: int, **of: int) -> QuerySet[Ticket, tuple[Any, ...]]:
    found = open_tickets().select_related(None).filter(**of).exclude(id=ticket)
    columns = ("number", "subject", "state", "service_id", _CIRCUIT, "customer_id")
    return found.values_list(*columns)[:MOST]


# Each half reads the index of open tickets as far as it shows.
_near = Prepared(
    lambda ticket, service, customer: _some(ticket, service=service).union(
        _some(ticket, customer=customer), all=True
    ),
    ticket=-1,
    service=-2,
    customer=-3,
)
