"""A ticket's deadlines: its timeline, read by the clock under its service level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from qendra.lib.remembering import Known
from qendra.sla import clock
from qendra.sla.models import ServiceLevel
from qendra.sla.selectors import Targets, targets_of
from qendra.tickets.clock_facts import CLOCK_KINDS, clock_facts
from qendra.tickets.models import Entry, Ticket


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The columns of a ticket that the clock fills; None: met, ended or standing still."""

    response_due_at: datetime | None
    repair_due_at: datetime | None

    @property
    def due_at(self) -> datetime | None:
        """The next one."""
        return min((at for at in (self.response_due_at, self.repair_due_at) if at), default=None)


def facts_of(ticket: Ticket) -> tuple[clock.Fact, ...]:
    """What the clock is told of this ticket; one query."""
    entries = Entry.objects.filter(ticket=ticket, kind__in=CLOCK_KINDS).order_by("id")
    return clock_facts((entry.at, entry.recorded_at, entry.body) for entry in entries)


def targets_for(service_level: ServiceLevel | None, priority: str) -> Targets | None:
    """The targets that hold for a priority; None where the provider has set none."""
    if service_level is None:
        return None
    return all_targets(service_level).get(priority)


def all_targets(level: ServiceLevel) -> dict[str, Targets]:
    """The targets of each priority: versions, with targets and calendars, are never changed."""
    return _targets_of(Known((level.pk, level.created_at), level))


def deadlines(facts: Iterable[clock.Fact], targets: Targets | None, now: datetime) -> Deadlines:
    """By when the first answer and the repair are due, as of ``now``."""
    if targets is None:
        return Deadlines(None, None)
    known = tuple(facts)
    return Deadlines(
        response_due_at=_still_due(clock.response_deadline(known, targets.response, now)),
        repair_due_at=_still_due(clock.repair_deadline(known, targets.repair, now)),
    )


@lru_cache(256)
def _targets_of(version: Known[ServiceLevel]) -> dict[str, Targets]:
    return targets_of(version.value)


def _still_due(deadline: clock.Deadline) -> datetime | None:
    """The moment, unless it was met or nobody waits for it any more."""
    is_over = deadline.met_at is not None or deadline.state is clock.DeadlineState.STOPPED
    return None if is_over else deadline.due_at
