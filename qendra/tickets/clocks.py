"""A ticket's deadlines: its timeline, read by the clock under its service level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qendra.lib.prepared import Prepared
from qendra.sla import clock
from qendra.sla.selectors import Targets, targets_at
from qendra.tickets.clock_facts import CLOCK_KINDS, TimedBody, clock_facts
from qendra.tickets.entries import decode
from qendra.tickets.models import Entry, Ticket


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The columns of a ticket that the clock fills; None: met, ended or standing still."""

    response_due_at: datetime | None
    repair_due_at: datetime | None
    update_due_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """The next one."""
        known = (self.response_due_at, self.repair_due_at, self.update_due_at)
        return min((at for at in known if at), default=None)


def facts_of(ticket: Ticket) -> tuple[clock.Fact, ...]:
    """What the clock is told of this ticket; one query."""
    entries = _clock_entries(ticket=ticket.id)
    return clock_facts((entry.at, entry.recorded_at, entry.body) for entry in entries)


_clock_entries = Prepared(
    lambda ticket: Entry.objects.filter(ticket=ticket, kind__in=CLOCK_KINDS).order_by("id"),
    ticket=-1,
)


def facts_of_all(tickets: Sequence[Ticket]) -> dict[int, tuple[clock.Fact, ...]]:
    """The same of several tickets, by their keys; one query."""
    found = dict[int, list[TimedBody]]()
    entries = Entry.objects.filter(ticket__in=tickets, kind__in=CLOCK_KINDS).order_by("id")
    columns = ("ticket", "at", "recorded_at", "kind", "version", "data")
    for ticket, at, recorded_at, *stored in entries.values_list(*columns):
        found.setdefault(ticket, []).append((at, recorded_at, decode(*stored)))
    return {ticket.id: clock_facts(found.get(ticket.id, ())) for ticket in tickets}


def targets_for(service_level_id: int | None, priority: str) -> Targets | None:
    """The targets that hold for a priority; None where the provider has set none."""
    return targets_at(service_level_id).get(priority) if service_level_id else None


def deadlines(facts: Iterable[clock.Fact], targets: Targets | None, now: datetime) -> Deadlines:
    """By when answer, update and repair are due, as of ``now``; once ended, nothing is."""
    known = tuple(facts)
    history = clock.known_history(known, now)
    if targets is None or history is None or history.closed_at:
        return Deadlines(None, None)
    return Deadlines(
        response_due_at=_still_due(clock.response_deadline(known, targets.response, now)),
        repair_due_at=_still_due(clock.repair_deadline(known, targets.repair, now)),
        update_due_at=(
            clock.update_deadline(known, targets.update, now).due_at if targets.update else None
        ),
    )


def _still_due(deadline: clock.Deadline) -> datetime | None:
    """The moment, unless it was met or nobody waits for it any more."""
    is_over = deadline.met_at is not None or deadline.state is clock.DeadlineState.STOPPED
    return None if is_over else deadline.due_at
