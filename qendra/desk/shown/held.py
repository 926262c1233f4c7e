"""What somebody sent a moment ago and is no entry yet, as the ticket page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.desk.models import Held, HeldKind
from qendra.desk.undo import address_of, undo_of_held
from qendra.lib.prepared import Prepared
from qendra.tickets.models import STATE_NAMES, Ticket
from qendra.tickets.states import State


@dataclass(frozen=True, slots=True)
class HeldLine:
    """``undo`` is where its author takes it back; ``refused`` why it became no entry."""

    id: int
    who: str
    what: str
    text: str
    is_internal: bool
    due_at: datetime
    refused: str
    undo: str


def held_of(ticket: Ticket, person: Person) -> list[HeldLine]:
    """In the order in which they leave; one query."""
    return [_line(each, person) for each in _held(ticket=ticket.id)]


def _line(held: Held, person: Person) -> HeldLine:
    is_own = held.person_id == person.id
    return HeldLine(
        id=held.id,
        who=held.person.name,
        what=_what(held),
        text=held.text or held.data.get("reason", ""),
        is_internal=held.kind == HeldKind.NOTE,
        due_at=held.due_at,
        refused=held.refused,
        undo=address_of(undo_of_held(held.id)) if is_own else "",
    )


def _what(held: Held) -> str:
    match held.kind:
        case HeldKind.REPLY:
            return _("Reply")
        case HeldKind.NOTE:
            return _("Internal note")
        case HeldKind.CALL:
            return _("Call")
        case _:
            return str(STATE_NAMES[State(held.data["to"])])


_held = Prepared(
    lambda ticket: Held.objects.filter(ticket=ticket).select_related("person").order_by("id"),
    ticket=-1,
)
