"""What the worker's loop does: follow tickets whose clock changed, take the steps that are due.

Up to a hundred tickets are one transaction: what is read for one is read for all, and written
together. When anything goes wrong with any of them, each is done for itself, so that one bad
row holds up nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from qendra.accounts.actor import SYSTEM
from qendra.escalation.actions.climbing import climb, repeat, way_up
from qendra.escalation.actions.runs import Ascent, ascents_of, know_clock, save_runs
from qendra.escalation.models import Cause, Run, Step
from qendra.escalation.notices import told_holder, told_nobody_was_there
from qendra.escalation.reaching import send_pages
from qendra.escalation.selectors import supervisors
from qendra.lib import log_fields
from qendra.lib.rows import insert_rows
from qendra.tickets.actions.writing import Write, save_all
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter

BATCH = 100
# Rows that fail or are busy do not count; so many times the batch are looked at in all.
MOST_TRIED = 4

# Act on the rows with these keys, in one transaction; on how many there was something to do.
Act = Callable[[Collection[int], datetime], int]


def catch_up(*, now: datetime, limit: int = BATCH) -> int:
    """Follow up to ``limit`` tickets whose clock changed; how many it were.

    Starts their runs, finds their next steps anew, clears the flag. Tickets that somebody
    works on this moment are left for the next time.
    """
    flagged = Ticket.objects.filter(clock_changed=True).order_by("id")
    return _sweep(flagged, _follow, now, limit)


def step_due(*, now: datetime, limit: int = BATCH) -> int:
    """Advance up to ``limit`` tickets that have reached the age of a level; how many it were.

    Also those whose page nobody answered in time, and the pages that come again.
    Of several levels that are due, as after a standstill or a raised priority, each is taken
    in order, recorded, and its person told.
    """
    due = Run.objects.filter(next_step_at__lte=now).order_by("next_step_at", "id")
    return _sweep(due, _advance, now, limit)


def _sweep(rows: QuerySet[Ticket] | QuerySet[Run], act: Act, now: datetime, limit: int) -> int:
    """Act on each row once. One that fails holds up nobody; its error is raised at the end."""
    done, seen, failures = 0, list[int](), list[Exception]()
    while done < limit and len(seen) < MOST_TRIED * limit:
        wanted = limit - done
        ids = list(rows.exclude(id__in=seen).values_list("id", flat=True)[:wanted])
        done += _done(act, ids, now, failures)
        seen += ids
        if len(ids) < wanted:
            break
    if failures:
        raise failures[0]
    return done


def _done(act: Act, ids: Sequence[int], now: datetime, failures: list[Exception]) -> int:
    """All at once, or else each for itself."""
    try:
        with log_fields.about():
            return act(ids, now) if ids else 0
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 (each for itself, or kept and raised at the end)
        if len(ids) == 1:
            failures.append(error)
            return 0
        return sum(_done(act, [row_id], now, failures) for row_id in ids)


@transaction.atomic
def _follow(ticket_ids: Collection[int], now: datetime) -> int:
    tickets = _locked(Ticket.objects.filter(id__in=ticket_ids, clock_changed=True))
    save_runs(ascents_of(tickets, now))
    know_clock(tickets)
    return len(tickets)


@transaction.atomic
def _advance(run_ids: Collection[int], now: datetime) -> int:
    due = Ticket.objects.filter(escalation_run__in=run_ids, escalation_run__next_step_at__lte=now)
    tickets = _locked(due)
    # The clock is asked again: a row may be a moment behind its ticket's facts.
    ascents = ascents_of(tickets, now)
    know_clock(tickets)
    climbs = [_climbed(ascent) for ascent in ascents if ascent.is_due]
    save_runs(ascents)
    insert_rows([step for climb in climbs for step in climb.steps if step])
    save_all([climb.write for climb in climbs])
    send_pages([letter for climb in climbs for letter in _letters(climb)], now)
    return len(climbs)


@dataclass(frozen=True, slots=True)
class _Climb:
    """The steps of one ticket in their order; None where nobody was there."""

    run: Run
    write: Write
    steps: Sequence[Step | None]


def _climbed(ascent: Ascent) -> _Climb:
    write = Write(ascent.run.ticket, actor=SYSTEM, now=ascent.now)
    steps = []
    while ascent.is_due:
        cause = Cause(ascent.run.next_cause)
        if cause is Cause.REPEAT:
            steps.append(repeat(write, ascent))
        else:
            way = way_up(ascent.run, ascent.now)
            steps.append(climb(write, ascent, way, cause))
    return _Climb(ascent.run, write, steps)


def _letters(climb: _Climb) -> Iterator[Letter]:
    run = climb.run
    for step in climb.steps:
        if step:
            yield told_holder(run.ticket, run, step)
    if None in climb.steps:
        yield from told_nobody_was_there(run.ticket, run, supervisors())


def _locked(tickets: QuerySet[Ticket]) -> list[Ticket]:
    """Those that nobody holds, with all that a mail tells of them; in the order of their keys."""
    related = ("customer", "service", "assignee", "team")
    free = tickets.select_for_update(of=("self",), skip_locked=True)
    found = list(free.select_related(*related).order_by("id"))
    if len(found) == 1:
        log_fields.note(ticket=found[0].number)
    return found
