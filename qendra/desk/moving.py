"""A move from the desk: done at once, or held for a moment first."""

from __future__ import annotations

from datetime import datetime

from qendra.accounts.actor import Actor
from qendra.desk.actions.holding import Sent, hold
from qendra.desk.models import Held, HeldKind
from qendra.tickets.actions.moving import TOLD, move_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.states import WORKS_AGAIN, State


def move_or_hold(
    *,
    actor: Actor,
    now: datetime,
    ticket: Ticket,
    to: State,
    reason: str = "",
    reference: str = "",
    happened_at: datetime | None = None,
    version: int,
) -> Held | Ticket | None:
    """What the customer is told, and what says that we were wrong, is held for a moment."""
    if to not in TOLD and ticket.state not in WORKS_AGAIN:
        return move_ticket(
            actor=actor,
            now=now,
            ticket_id=ticket.id,
            to=to,
            reason=reason,
            reference=reference,
            happened_at=happened_at,
            version=version,
        )
    moment = happened_at.isoformat() if happened_at else ""
    data = {"to": to.value, "reason": reason, "reference": reference, "happened_at": moment}
    key = f"desk-move:{ticket.id}:{version}:{actor.person.id if actor.person else ''}"
    return hold(
        actor=actor,
        now=now,
        ticket_id=ticket.id,
        sent=Sent(kind=HeldKind.MOVE, key=key, data=data),
        version=version,
    )
