"""Who takes part at the customer's side, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qendra.accounts.models import Person
from qendra.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with name, number and address."""

    name: str
    phone: str
    email: str
    is_reporter: bool


def people_of(people: Iterable[Person], ticket: Ticket) -> tuple[PersonLine, ...]:
    """These people, in this order."""
    return tuple(
        PersonLine(each.name, each.phone, each.email or "", each.id == ticket.reporter_id)
        for each in people
    )
