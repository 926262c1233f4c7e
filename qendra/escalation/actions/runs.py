"""The run of a ticket: started, frozen, and its next step computed from the ticket's facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qendra.escalation import ladder
from qendra.escalation.coming import Known, Place, coming_step
from qendra.escalation.conditions import NOTHING_PROMISED, Promised
from qendra.escalation.models import Cause, Run
from qendra.escalation.selectors import frozen_for
from qendra.lib.rows import changed, columns_of, insert_rows, update_rows
from qendra.sla.calendar import Calendar
from qendra.sla.clock import Fact
from qendra.sla.selectors import business_hours_at
from qendra.tickets.clocks import facts_of_all, targets_for
from qendra.tickets.models import Ticket
from qendra.tickets.states import ENDED, WORKS_AGAIN


def moment_for(ticket: Ticket, now: datetime) -> datetime:
    """``now``, but never before what was last written to the ticket.

    A sweep reads the time once; what a person writes meanwhile bears a later one.
    """
    return max(now, ticket.updated_at)


@dataclass(slots=True)
class Ascent:
    """The run of a locked ticket at a moment, with what the clock knows of the ticket.

    ``before`` is the run's row as the database has it.
    """

    run: Run
    facts: tuple[Fact, ...]
    now: datetime
    before: dict[str, Any]

    @property
    def is_due(self) -> bool:
        return self.run.next_step_at is not None and self.run.next_step_at <= self.now

    def find_next_step(self) -> None:
        """Find anew when and why the next step is taken; steps taken stay taken (E3)."""
        run = self.run
        # Whatever was recorded counts, also by a node whose clock is ahead of ours.
        as_of = max([self.now, *(fact.recorded_at for fact in self.facts)])
        known = Known(
            priority=run.ticket.priority,
            facts=self.facts,
            calendar=_calendar(run.ticket),
            at=as_of,
            promised=_promised(run),
        )
        found = coming_step(run.ladder, _place(run), known)
        run.next_step_at = found.at if found else None
        run.next_cause = str(Cause(found.why) if found else Cause.AGE)
        is_top = ladder.next_level(run.ladder, run.passed) is None
        is_heard = run.paged_at is None and run.level > 0
        run.is_unheard = is_top and not is_heard and run.ticket.state not in WORKS_AGAIN


def ascents_of(tickets: Sequence[Ticket], now: datetime) -> list[Ascent]:
    """The runs of locked tickets, started if need be, true as of ``now``; ``save_runs`` keeps them.

    The ladder is a copy of the nearest matrix and stays. Only when the ticket gets another
    service, that service's matrix is copied for the steps still to come. A ticket that ended
    without a run starts none. Two queries, however many tickets.
    """
    found = Run.objects.select_for_update().filter(ticket__in=tickets).order_by("ticket")
    runs = {run.ticket_id: run for run in found}
    facts = facts_of_all(tickets)
    ascents = []
    for ticket in tickets:
        run = runs.get(ticket.id)
        if run is None and ticket.state in ENDED:
            continue
        moment = moment_for(ticket, now)
        ascents.append(_ascent(ticket, run, facts[ticket.id], moment))
    fresh = [ascent for ascent in ascents if ascent.run._state.adding]
    insert_rows([ascent.run for ascent in fresh])
    for ascent in fresh:
        ascent.before = columns_of(ascent.run)
    return ascents


def _ascent(ticket: Ticket, run: Run | None, facts: tuple[Fact, ...], moment: datetime) -> Ascent:
    run = run or Run(started_at=moment)
    before = columns_of(run)
    run.ticket = ticket
    if run._state.adding or run.service_id != ticket.service_id:
        _freeze(run)
    ascent = Ascent(run, facts, moment, before)
    ascent.find_next_step()
    return ascent


def save_runs(ascents: Iterable[Ascent]) -> None:
    """Write what changed of the runs; one statement."""
    moved = [(each.run, changed(each.run, each.before)) for each in ascents]
    names = {name for _run, columns in moved for name in columns}
    update_rows([run for run, columns in moved if columns], names)


def know_clock(tickets: Iterable[Ticket]) -> None:
    """Say of locked tickets that their runs know their clocks."""
    behind = [ticket for ticket in tickets if ticket.clock_changed]
    for ticket in behind:
        ticket.clock_changed = False
    update_rows(behind, ["clock_changed"])


def _freeze(run: Run) -> None:
    frozen = frozen_for(run.ticket.service)
    run.service = run.ticket.service
    run.matrix = frozen.matrix
    run.frozen = ladder.to_json(frozen.ladder)


def counting_calendar(ticket: Ticket) -> Calendar:
    """The calendar in which the ticket ages, and in which requests on it are answered."""
    return _calendar(ticket)


def _place(run: Run) -> Place:
    return Place(
        level=run.level,
        passed=run.passed,
        paged_at=run.paged_at,
        repeats=run.repeats,
        page_lost=run.page_lost,
        held_until=run.held_until,
    )


def _promised(run: Run) -> Promised:
    """By when answer and repair are due, where that makes a step earlier."""
    if not run.ladder.conditions.levels:
        return NOTHING_PROMISED
    targets = targets_for(run.ticket.service_level_id, run.ticket.priority)
    if targets is None:
        return NOTHING_PROMISED
    return Promised(response=targets.response, repair=targets.repair)


def _calendar(ticket: Ticket) -> Calendar:
    if ticket.priority in ladder.AROUND_THE_CLOCK:
        return ladder.WALL_TIME
    return business_hours_at(ticket.service_level_id)
