"""What the worker's loop does: follow tickets whose clock changed, take the steps that are due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from qendra.accounts.actor import SYSTEM
from qendra.escalation.actions.climbing import climb, way_up
from qendra.escalation.actions.runs import current_run, moment_for, save_run
from qendra.escalation.models import Cause, Run
from qendra.escalation.notices import tell_holder, tell_nobody_was_there
from qendra.escalation.selectors import supervisors
from qendra.lib import log_fields
from qendra.tickets.actions.writing import Write, lock_free
from qendra.tickets.models import Ticket
from qendra.tickets.states import ENDED

BATCH = 50
# Rows that fail or are busy do not count; so many times the batch are looked at in all.
MOST_TRIED = 4

# Act on the row with this key, in a transaction of its own; whether there was something to do.
Act = Callable[[int, datetime], bool]


def catch_up(*, now: datetime, limit: int = BATCH) -> int:
    """Follow up to ``limit`` tickets whose clock changed; how many it were.

    Each in its own transaction: starts the run, finds its next step anew, clears the flag.
    Tickets that somebody works on this moment are left for the next time.
    """
    flagged = Ticket.objects.filter(clock_changed=True).order_by("id")
    return _sweep(flagged, _follow, now, limit)


def step_due(*, now: datetime, limit: int = BATCH) -> int:
    """Advance up to ``limit`` tickets that have reached the age of a level; how many it were.

    Each in its own transaction. Of several levels that are due, as after a standstill or a
    raised priority, each is taken in order, recorded, and its person told.
    """
    due = Run.objects.filter(next_step_at__lte=now).order_by("next_step_at", "id")
    return _sweep(due, _advance, now, limit)


def _sweep(rows: QuerySet[Ticket] | QuerySet[Run], act: Act, now: datetime, limit: int) -> int:
    """Act on each row once. One that fails holds up nobody; its error is raised at the end."""
    done, seen, failures = 0, list[int](), list[Exception]()
    while done < limit and len(seen) < MOST_TRIED * limit:
        wanted = limit - done
        ids = list(rows.exclude(id__in=seen).values_list("id", flat=True)[:wanted])
        done += sum(_is_done(act, row_id, now, failures) for row_id in ids)
        seen += ids
        if len(ids) < wanted:
            break
    if failures:
        raise failures[0]
    return done


def _is_done(act: Act, row_id: int, now: datetime, failures: list[Exception]) -> bool:
    try:
        with log_fields.about():
            return act(row_id, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 (kept, and raised when the others are done)
        failures.append(error)
        return False


@transaction.atomic
def _follow(ticket_id: int, now: datetime) -> bool:
    ticket = lock_free(id=ticket_id, clock_changed=True)
    if ticket is None:
        return False
    if ticket.state in ENDED and not Run.objects.filter(ticket=ticket).exists():
        ticket.clock_changed = False
        ticket.save(update_fields=["clock_changed"])
        return True
    save_run(current_run(ticket, moment_for(ticket, now)))
    return True


@transaction.atomic
def _advance(run_id: int, now: datetime) -> bool:
    ticket = lock_free(escalation_run=run_id)
    if ticket is None:
        return False
    moment = moment_for(ticket, now)
    # The clock is asked again: the row may be a moment behind the ticket's facts.
    run = current_run(ticket, moment)
    has_moved = _take_steps(run, moment)
    save_run(run)
    return has_moved


def _take_steps(run: Run, now: datetime) -> bool:
    if not _is_due(run, now):
        return False
    write = Write(run.ticket, actor=SYSTEM, now=now)
    steps = []
    while _is_due(run, now):
        steps.append(climb(write, run, way_up(run), Cause.AGE))
    write.save()
    for step in steps:
        if step:
            tell_holder(run.ticket, run, step, None)
        else:
            tell_nobody_was_there(run.ticket, run, supervisors(), now)
    return True


def _is_due(run: Run, now: datetime) -> bool:
    return run.next_step_at is not None and run.next_step_at <= now
