"""When something comes to a ticket by itself. Pure: no Django."""

from __future__ import annotations

from datetime import datetime

from qendra.tickets import states
from qendra.tickets.states import State


def next_timer(
    state: str, since: datetime, reminders: int, deferral_until: datetime | None
) -> datetime | None:
    """What its state brings after a while, or the opening that a deferral waits for."""
    moments = (_next_of_state(state, since, reminders), deferral_until)
    return min((at for at in moments if at), default=None)


def _next_of_state(state: str, since: datetime, reminders: int) -> datetime | None:
    """When this ticket wants a reminder, returns to us or closes by itself."""
    if state == State.RESOLVED:
        return since + states.CONFIRM_WITHIN
    if state != State.WAITING_CUSTOMER:
        return None
    if reminders < len(states.REMIND_AFTER):
        return since + states.REMIND_AFTER[reminders]
    return since + states.RETURN_AFTER
