"""The states of a ticket and the moves between them. Pure: no Django."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_CARRIER = "waiting_carrier"
    DEFERRED = "deferred"
    RESTORED = "restored"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


ENDED = frozenset({State.CLOSED, State.CANCELLED, State.MERGED})
OPEN = frozenset(State) - ENDED
# The service works again: the repair clock and the ladder stand still.
WORKS_AGAIN = frozenset({State.RESTORED, State.RESOLVED}) | ENDED
WORKING = frozenset({State.NEW, State.IN_PROGRESS})

_FROM_WORK = frozenset(
    {
        State.IN_PROGRESS,
        State.WAITING_CUSTOMER,
        State.WAITING_CARRIER,
        State.DEFERRED,
        State.RESTORED,
        State.RESOLVED,
        State.CLOSED,
        State.CANCELLED,
        State.MERGED,
    }
)

MOVES: dict[State, frozenset[State]] = {
    State.NEW: _FROM_WORK,
    State.IN_PROGRESS: _FROM_WORK - {State.IN_PROGRESS},
    State.WAITING_CUSTOMER: _FROM_WORK - {State.WAITING_CUSTOMER},
    State.WAITING_CARRIER: _FROM_WORK - {State.WAITING_CARRIER},
    State.DEFERRED: _FROM_WORK - {State.DEFERRED},
    State.RESTORED: frozenset({State.IN_PROGRESS, State.RESOLVED, State.CLOSED, State.MERGED}),
    State.RESOLVED: frozenset({State.IN_PROGRESS, State.CLOSED}),
    State.CLOSED: frozenset({State.IN_PROGRESS}),
    State.CANCELLED: frozenset({State.IN_PROGRESS}),
    State.MERGED: frozenset(),
}

# Not for an agent alone: a deferral needs the agreement of both parties (P5), a merge the other
# ticket.
NEED_MORE_THAN_ONE_WORD = frozenset({State.DEFERRED, State.MERGED})

# Resolved asks the customer to confirm, and closes after this without a word.
CONFIRM_WITHIN = timedelta(hours=72)
# A reply reopens until this long after the resolution; later it opens a linked ticket.
REOPEN_WITHIN = timedelta(days=14)
# Waiting for the customer: reminders, then the ticket returns to us.
REMIND_AFTER = (timedelta(hours=24), timedelta(hours=48))
RETURN_AFTER = timedelta(hours=72)


def can_move(before: State, after: State) -> bool:
    """Whether a ticket may go from one state to the other."""
    return after in MOVES[before]


def disproves_restoration(before: State, after: State) -> bool:
    """Whether this move says that the service never came back.

    Restored and resolved are our claim until the customer confirms it or keeps silent for 72
    hours; work that goes on from there means that the claim was wrong, so the repair clock
    never stopped. A closed ticket's restoration stood: reopening it starts the clock again
    from there.
    """
    return before in {State.RESTORED, State.RESOLVED} and after is State.IN_PROGRESS
