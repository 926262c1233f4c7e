"""From timeline entries to the clock's facts. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qendra.sla.clock import Fact, FactKind, Party
from qendra.tickets import states
from qendra.tickets.entries import Body, CallLogged, Opened, ReplySent, StateChanged
from qendra.tickets.states import State

# The kinds that the clock reads; nothing else of a timeline has to be loaded for it.
CLOCK_KINDS = tuple(kind.KIND for kind in (Opened, ReplySent, CallLogged, StateChanged))

_PARTIES = {
    State.WAITING_CUSTOMER: Party.CUSTOMER,
    State.WAITING_CARRIER: Party.CARRIER,
    State.DEFERRED: Party.DEFERRAL,
    State.RESTORED: Party.RESTORED,
    State.RESOLVED: Party.RESTORED,
}

TimedBody = tuple[datetime, datetime, Body]


def clock_facts(entries: Iterable[TimedBody]) -> tuple[Fact, ...]:
    """The facts of entries given as (``at``, ``recorded_at``, body) in recorded order."""
    told: list[Fact] = []
    planned: Fact | None = None
    for at, recorded_at, body in entries:
        for kind, party in _told_by(body):
            told.append(Fact(kind=kind, at=at, recorded_at=recorded_at, party=party))
        if isinstance(body, StateChanged):
            if planned and at >= planned.at:
                told.append(planned)
            planned = _planned_end(body, recorded_at)
    return (*told, planned) if planned else tuple(told)


def _planned_end(body: StateChanged, recorded_at: datetime) -> Fact | None:
    """The end that a deferral was agreed with. Whoever left it before needs it no more."""
    if not body.until:
        return None
    until = datetime.fromisoformat(body.until)
    return Fact(FactKind.ENDED, at=until, recorded_at=recorded_at, party=Party.DEFERRAL)


def _told_by(body: Body) -> list[tuple[FactKind, Party | None]]:
    match body:
        case Opened():
            return [(FactKind.OPENED, None)]
        case ReplySent() | CallLogged():
            return [(FactKind.RESPONDED, None)]
        case StateChanged():
            return _told_by_move(body)
        case _:
            return []


def _keeps_the_repair(left: Party, after: State) -> bool:
    """A closing confirms the repair; what else was waited for, nobody waits for any more."""
    return left is Party.RESTORED and after in states.ENDED


def _told_by_move(body: StateChanged) -> list[tuple[FactKind, Party | None]]:
    before, after = State(body.before), State(body.after)
    left, entered = _PARTIES.get(before), _PARTIES.get(after)
    told: list[tuple[FactKind, Party | None]] = []
    if body.disproves_restoration:
        told.append((FactKind.DISPROVED, None))
    elif before in states.ENDED:
        told.append((FactKind.OPENED, None))
    elif left and left is not entered and not _keeps_the_repair(left, after):
        told.append((FactKind.ENDED, left))
    if after in states.ENDED:
        told.append((FactKind.CLOSED, None))
    elif entered and entered is not left:
        told.append((FactKind.BEGAN, entered))
    return told
