"""When the next step of a run comes, and why: its age (E3) or a condition of its matrix that makes
it earlier, or a page that nobody answered.

Pure: no Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qendra.escalation.conditions import NOTHING_PROMISED, Promised, come_true
from qendra.escalation.ladder import Ladder, Level, next_level, reached_at, unanswered_at
from qendra.sla.calendar import Calendar
from qendra.sla.clock import Fact


class Why(StrEnum):
    """What makes a step by itself; of two at the same moment, the first here."""

    AGE = "age"
    RESPONSE = "response"
    REPAIR = "repair"
    REOPENED = "reopened"
    UNREACHED = "unreached"
    UNANSWERED = "unanswered"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run stands, as its columns say."""

    level: int
    passed: int
    paged_at: datetime | None
    repeats: int
    page_lost: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the clock knows of the ticket as of a moment."""

    priority: str
    facts: tuple[Fact, ...]
    calendar: Calendar
    at: datetime
    promised: Promised = NOTHING_PROMISED


@dataclass(frozen=True, slots=True)
class Coming:
    """The step that comes by itself."""

    at: datetime
    why: Why


def coming_step(ladder: Ladder, place: Place, known: Known) -> Coming | None:
    """The earliest step that comes by itself; it may lie in the past. None: none does now.

    An acknowledgement takes away what comes of silence, never what comes of age. A hold moves
    what comes of age, and of conditions.
    """
    above = next_level(ladder, place.passed)
    steps = _up(above, ladder, place, known) if above else _again(ladder, place, known)
    return min(steps, key=lambda step: step.at, default=None)


def _up(above: Level, ladder: Ladder, place: Place, known: Known) -> Iterator[Coming]:
    """What leads to the level above; a page that did not arrive is waited for no minute."""
    for step in _of_the_matrix(above, ladder, known):
        yield Coming(max(step.at, place.held_until or step.at), step.why)
    asked = minutes_to_answer(ladder, place.level, known.priority)
    if at := _waited(0 if place.page_lost else asked, place, known):
        yield Coming(at, Why.UNREACHED if place.page_lost else Why.UNANSWERED)


def _of_the_matrix(above: Level, ladder: Ladder, known: Known) -> Iterator[Coming]:
    """What the matrix says of time and promises, before anybody holds it back."""
    by_age = reached_at(above, known.priority, known.facts, known.calendar, known.at)
    if by_age:
        yield Coming(by_age, Why.AGE)
    true = come_true(ladder.conditions, above.number, known.facts, known.promised, known.at)
    for condition, moment in true:
        yield Coming(moment, Why(condition.value))


def _again(ladder: Ladder, place: Place, known: Known) -> Iterator[Coming]:
    """What tells the last level again."""
    is_asked = minutes_to_answer(ladder, place.level, known.priority) is not None
    if not ladder.repeat or not is_asked or place.repeats >= ladder.repeat.most:
        return
    if at := _waited(ladder.repeat.minutes, place, known):
        yield Coming(at, Why.REPEAT)


def minutes_to_answer(ladder: Ladder, number: int, priority: str) -> int | None:
    """Within how many minutes a level has to acknowledge; None: it is not asked to."""
    level = ladder.level(number)
    return level.answers.of(priority) if level else None


def _waited(minutes: int | None, place: Place, known: Known) -> datetime | None:
    if minutes is None or place.paged_at is None:
        return None
    return unanswered_at(minutes, place.paged_at, known.facts, known.calendar, known.at)
