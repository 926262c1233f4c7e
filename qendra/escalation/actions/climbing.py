"""Taking a step: to the next level that has somebody, or to the last one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qendra.accounts.models import Person
from qendra.escalation import ladder
from qendra.escalation.actions.runs import Ascent
from qendra.escalation.models import Cause, Run, Step
from qendra.escalation.selectors import holder_of, rota_of
from qendra.tickets.actions.writing import Write
from qendra.tickets.escalation_entries import (
    EscalationLevelSkipped,
    EscalationStepped,
)


@dataclass(frozen=True, slots=True)
class WayUp:
    """The levels to be passed over for want of a person, then the level and its holder."""

    empty: tuple[ladder.Level, ...] = ()
    level: ladder.Level | None = None
    holder: Person | None = None


NO_WAY_UP = WayUp()


def way_up(run: Run, now: datetime) -> WayUp:
    """The way to the next level that somebody holds now; without one the way ends at the top."""
    empty: list[ladder.Level] = []
    passed = run.passed
    while level := ladder.next_level(run.ladder, passed):
        holder = holder_of(level, now)
        if holder:
            return WayUp(tuple(empty), level, holder)
        empty.append(level)
        passed = level.number
    return WayUp(tuple(empty))


def climb(write: Write, ascent: Ascent, way: WayUp, cause: Cause) -> Step | None:
    """Go the way: entries, the step, and the moment of the step after it.

    Empty levels are passed at once, without their ages. The step still has to be inserted;
    None when nobody was there.
    """
    run = ascent.run
    for level in way.empty:
        run.passed = level.number
        _skip(write, level)
    step = None
    if way.level and way.holder:
        step = _take(write, run, way.level, way.holder, cause)
    ascent.find_next_step()
    return step


def _take(write: Write, run: Run, level: ladder.Level, holder: Person, cause: Cause) -> Step:
    run.level = run.passed = level.number
    run.last_step_at = write.now
    run.repeats, run.held_until = 0, None
    return _page(write, run, level, holder, cause)


def repeat(write: Write, ascent: Ascent) -> Step | None:
    """Tell the last level again; None when nobody is there any more."""
    run = ascent.run
    level = run.ladder.levels[run.level - 1]
    holder = holder_of(level, write.now)
    run.repeats += 1
    run.round += 1
    run.paged_at = write.now
    step = None
    if holder:
        step = _page(write, run, level, holder, Cause.REPEAT)
    else:
        _skip(write, level)
    ascent.find_next_step()
    return step


def _skip(write: Write, level: ladder.Level) -> None:
    """Nobody is there: the staff read it, and in which rota."""
    rota = rota_of(level)
    name = rota.name if rota else ""
    write.add(EscalationLevelSkipped(level=level.number, role=level.role, rota=name))


def _page(write: Write, run: Run, level: ladder.Level, holder: Person, cause: Cause) -> Step:
    body = EscalationStepped(
        level=level.number, role=level.role, holder=holder.name, cause=str(cause)
    )
    write.add(body, visible=True, key=_key(run, level))
    return page_for(run, level, holder, cause, write.now)


def page_for(run: Run, level: ladder.Level, holder: Person, cause: Cause, now: datetime) -> Step:
    """The step that pages a level's person from now on; it still has to be inserted."""
    run.paged_at, run.page_lost = now, False
    return Step(
        run=run,
        level=level.number,
        round=run.round,
        cause=cause,
        at=now,
        role=level.role,
        holder=holder,
        holder_name=holder.name,
    )


def _key(run: Run, level: ladder.Level) -> str:
    return f"escalation:{run.ticket_id}:{ladder.AGE}:{level.number}:{run.round}"
