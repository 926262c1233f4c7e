"""The run of a ticket: started, frozen, and its next step computed from the ticket's facts."""

from __future__ import annotations

from datetime import datetime

from qendra.escalation import ladder
from qendra.escalation.models import Run
from qendra.escalation.selectors import frozen_for
from qendra.sla.calendar import Calendar
from qendra.sla.selectors import business_hours
from qendra.tickets.clocks import facts_of
from qendra.tickets.models import Ticket


def moment_for(ticket: Ticket, now: datetime) -> datetime:
    """``now``, but never before what was last written to the ticket.

    A sweep reads the time once; what a person writes meanwhile bears a later one.
    """
    return max(now, ticket.updated_at)


def current_run(ticket: Ticket, now: datetime) -> Run:
    """The run of a locked ticket, started if need be, true as of ``now``; ``save_run`` keeps it.

    The ladder is a copy of the nearest matrix and stays. Only when the ticket gets another
    service, that service's matrix is copied for the steps still to come.
    """
    run = Run.objects.select_for_update().filter(ticket=ticket).first() or _start(ticket, now)
    run.ticket = ticket
    if run.service_id != ticket.service_id:
        _freeze(run)
    set_next_step(run, now)
    return run


def set_next_step(run: Run, now: datetime) -> None:
    """Find anew when the ticket reaches the coming level; steps taken stay taken (E3)."""
    level = ladder.next_level(run.ladder, run.passed)
    ticket = run.ticket
    if level is None:
        run.next_step_at = None
        return
    facts = facts_of(ticket)
    # Whatever was recorded counts, also by a node whose clock is ahead of ours.
    as_of = max([now, *(fact.recorded_at for fact in facts)])
    run.next_step_at = ladder.reached_at(level, ticket.priority, facts, _calendar(ticket), as_of)


def save_run(run: Run) -> None:
    """Write the run and say that it knows the ticket's clock."""
    run.save()
    if run.ticket.clock_changed:
        run.ticket.clock_changed = False
        run.ticket.save(update_fields=["clock_changed"])


def _start(ticket: Ticket, now: datetime) -> Run:
    run = Run(ticket=ticket, started_at=now)
    _freeze(run)
    run.save(force_insert=True)
    return run


def _freeze(run: Run) -> None:
    frozen = frozen_for(run.ticket.service)
    run.service = run.ticket.service
    run.matrix = frozen.matrix
    run.frozen = ladder.to_json(frozen.ladder)


def _calendar(ticket: Ticket) -> Calendar:
    if ticket.priority in ladder.AROUND_THE_CLOCK:
        return ladder.WALL_TIME
    return business_hours(ticket.service_level)
