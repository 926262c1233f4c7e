"""What a ladder would do to a case that came in at some moment: its steps, one by one.

Pure: no Django. Which step comes next, and when, is asked of the rules by which tickets climb;
only what a step does to the place on the ladder is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from qendra.escalation.coming import Coming, Known, Place, Why, coming_step
from qendra.escalation.conditions import NOTHING_PROMISED, Promised
from qendra.escalation.ladder import Ladder, Level, counting_calendar, next_level
from qendra.sla.calendar import Calendar
from qendra.sla.clock import Fact
from qendra.sla.facts import FactKind

# Whether a level would tell somebody at a moment.
IsReached = Callable[[Level, datetime], bool]
# Within how long somebody of a rehearsal says that they have it.
HEARD_AFTER = timedelta(minutes=5)
# A ladder that tells its last level again fifty times is understood long before.
MOST_EVENTS = 40


class What(StrEnum):
    """What happens in a rehearsal."""

    TOLD = "told"
    PASSED_OVER = "passed_over"
    NOBODY = "nobody"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that would happen, and at which level; with ``nobody`` none is left to tell."""

    at: datetime
    what: What
    why: Why
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case that nobody answers or repairs; ``is_heard``: whoever is told says so in time."""

    priority: str
    opened_at: datetime
    business_hours: Calendar
    promised: Promised = NOTHING_PROMISED
    is_heard: bool = False


def rehearse(ladder: Ladder, case: Case, is_reached: IsReached) -> tuple[Event, ...]:
    """What would happen, in order, as long as nobody repairs the fault."""
    events: list[Event] = []
    place = Place(level=0, passed=0, paged_at=None, repeats=0)
    now = case.opened_at
    while len(events) < MOST_EVENTS:
        step = coming_step(ladder, place, _known(case, now))
        if heard_at := _heard_at(case, place, step):
            now, level = heard_at, ladder.level(place.level)
            events.append(Event(now, What.HEARD, Why.AGE, level))
            place = replace(place, paged_at=None)
            continue
        if step is None:
            break
        now = max(now, step.at)
        for event in _events(ladder, place, Coming(now, step.why), is_reached):
            events.append(event)
            place = _after(place, event)
    return tuple(events)


def _known(case: Case, now: datetime) -> Known:
    opened = Fact(FactKind.OPENED, case.opened_at, case.opened_at)
    calendar = counting_calendar(case.priority, case.business_hours)
    return Known(
        priority=case.priority,
        facts=(opened,),
        calendar=calendar,
        at=now,
        promised=case.promised,
    )


def _heard_at(case: Case, place: Place, step: Coming | None) -> datetime | None:
    """When the present level says that it has the case; None: it does not, or too late."""
    if not case.is_heard or place.paged_at is None:
        return None
    at = place.paged_at + HEARD_AFTER
    return at if step is None or at < step.at else None


def _events(ladder: Ladder, place: Place, step: Coming, is_reached: IsReached) -> Iterator[Event]:
    """A step: levels that nobody holds are passed over at once, the next one is told."""
    if step.why is Why.REPEAT:
        present = ladder.level(place.level)
        is_there = present is not None and is_reached(present, step.at)
        yield Event(step.at, What.TOLD if is_there else What.NOBODY, step.why, present)
        return
    passed = place.passed
    while level := next_level(ladder, passed):
        if is_reached(level, step.at):
            yield Event(step.at, What.TOLD, step.why, level)
            return
        yield Event(step.at, What.PASSED_OVER, step.why, level)
        passed = level.number
    yield Event(step.at, What.NOBODY, step.why)


def _after(place: Place, event: Event) -> Place:
    """Where the case stands after it, as a run does."""
    number = event.level.number if event.level else place.passed
    again = event.why is Why.REPEAT
    match event.what:
        case What.PASSED_OVER:
            return replace(place, passed=number)
        case What.TOLD:
            repeats = place.repeats + 1 if again else 0
            return Place(level=number, passed=number, paged_at=event.at, repeats=repeats)
        case What.NOBODY if again:
            return replace(place, paged_at=event.at, repeats=place.repeats + 1)
        case _:
            return place
