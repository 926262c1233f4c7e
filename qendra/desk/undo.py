"""The address that takes back what a person just did."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from qendra.accounts.models import Person
from qendra.intake.email.models import RawMail
from qendra.tickets.entries import Assigned, StateChanged
from qendra.tickets.models import Ticket

BACK = "back"
_UNDONE = {Assigned.KIND, StateChanged.KIND}
Pairs = list[tuple[str, str]]


def address_of(pairs: Pairs, back: str = "") -> str:
    """Where a form is sent that undoes all of these; empty where there is nothing.

    ``back`` is the list to which its sender then returns, if they did it there.
    """
    more = [(BACK, back)] if back else []
    return f"{reverse('desk:undo')}?{urlencode(pairs + more)}" if pairs else ""


def undo_of_held(held_id: int) -> Pairs:
    return [("held", str(held_id))]


def undo_of_entries(person: Person, ticket: Ticket, after: int) -> Pairs:
    """Of what this person did on a ticket after that entry, if it can be undone."""
    rows = ticket.entries.filter(id__gt=after).order_by("id")
    made = list(rows.values_list("id", "kind", "actor_id"))
    can = all(kind in _UNDONE and actor == person.id for _, kind, actor in made)
    if not made or not can:
        return []
    return [("entries", f"{ticket.number}:{made[0][0]}:{made[-1][0]}")]


def undo_of_merge(ticket: Ticket) -> Pairs:
    return [("merged", ticket.number)]


def undo_of_split(new: Ticket, ticket: Ticket) -> Pairs:
    return [("split", f"{new.number}:{ticket.number}")]


def undo_of_view(view_id: int) -> Pairs:
    return [("view", str(view_id))]


def undo_of_dismissal(mail: RawMail) -> Pairs:
    """``mail`` as it was before."""
    return [("mail", f"{mail.id}:{mail.state}:{mail.reason}")]
