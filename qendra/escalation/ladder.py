"""The rules of a ladder: its levels, their ages, and which step comes next (E2 to E4).

Pure: no Django. A ladder is a matrix as a ticket froze it; it never changes afterwards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from qendra.escalation.conditions import AGE_ALONE, Conditions
from qendra.sla.calendar import Calendar, moment_after
from qendra.sla.clock import Fact, Goal, age, age_deadline
from qendra.tickets.priority import Priority

# The name of the one ladder so far: by the ticket's age. A step's key carries it.
AGE = "age"
# One step an hour by request holds back the step, never the request (E4).
STEP_EVERY = timedelta(hours=1)
# The hours for which a holder may hold back a step; worse faults wait less.
_LONGEST_HOLD = {Priority.CRITICAL: 4, Priority.MAJOR: 8, Priority.MINOR: 24, Priority.LOW: 72}
# Critical and Major age around the clock, the rest in business time (E3).
AROUND_THE_CLOCK = frozenset({Priority.CRITICAL, Priority.MAJOR})
WALL_TIME = Calendar("24x7", "UTC", always=True)

DEFAULT_ROLES = ("Support supervisor", "NOC manager", "Head of operations", "Managing director")
DUTY_MANAGER = "Duty manager"
# Where a calendar has no hours to measure a business day by.
USUAL_BUSINESS_DAY = 8 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """The age in minutes at which a level is reached, by priority.

    Wall time for Critical and Major, business time for Minor and Low.
    """

    critical: int
    major: int
    minor: int
    low: int

    def of(self, priority: str) -> int:
        """The age for one priority."""
        return int(getattr(self, Priority(priority).value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Within how many minutes a level has to acknowledge, by priority; None: at its leisure.

    Counted as the age is: a ticket that stands still hurries nobody.
    """

    critical: int | None = None
    major: int | None = None
    minor: int | None = None
    low: int | None = None

    def of(self, priority: str) -> int | None:
        """The minutes for one priority."""
        minutes: int | None = getattr(self, Priority(priority).value)
        return minutes


AT_LEISURE = Answers()
DEFAULT_ANSWERS = Answers(critical=15, major=30)
# Within how many minutes a customer's request is answered (E4), counted as the age is.
DEFAULT_REQUESTS = Answers(critical=30, major=60, minor=240, low=240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Where nobody stands above, the page comes again: every so many minutes, so many times.

    At priorities at which the level has to acknowledge; where it need not, it is not hurried.
    """

    minutes: int
    most: int

    def __post_init__(self) -> None:
        if self.minutes < 1 or self.most < 1:
            raise ValueError("A page is repeated after a minute at the earliest, once at least.")


DEFAULT_REPEAT = Repeat(minutes=30, most=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: a role, its holder, and when it is reached.

    ``rota_id``: whoever is on call in that rota holds it. With neither the duty manager of the
    moment does. ``email`` and ``phone`` are where the holder is reached as this level, if
    elsewhere than usual.
    """

    number: int
    role: str
    ages: Ages
    holder_id: int | None = None
    email: str = ""
    phone: str = ""
    answers: Answers = AT_LEISURE
    rota_id: int | None = None

    def __post_init__(self) -> None:
        if not self.role.strip():
            raise ValueError("A level needs a role.")
        if any(minutes < 1 for minutes in dataclasses.astuple(self.ages)):
            raise ValueError("A level is reached after a minute at the earliest.")
        if any(
            minutes is not None and minutes < 1 for minutes in dataclasses.astuple(self.answers)
        ):
            raise ValueError("A level has a minute at least to acknowledge.")
        if (self.email or self.phone) and self.holder_id is None:
            raise ValueError("An address or a number belongs to a holder.")
        if self.holder_id is not None and self.rota_id is not None:
            raise ValueError("A level is one person's, or a rota's.")


@dataclass(frozen=True, slots=True)
class Ladder:
    """Levels numbered from 1, each reached later than the one below at every priority."""

    name: str
    levels: tuple[Level, ...]
    repeat: Repeat | None = None
    requests: Answers = DEFAULT_REQUESTS
    conditions: Conditions = AGE_ALONE

    def __post_init__(self) -> None:
        if any(number > len(self.levels) for number in self.conditions.levels):
            raise ValueError("A condition leads to a level that the ladder has.")
        if [level.number for level in self.levels] != list(range(1, len(self.levels) + 1)):
            raise ValueError("Levels are numbered from 1, without a gap.")
        for lower, upper in pairwise(self.levels):
            if any(upper.ages.of(each) <= lower.ages.of(each) for each in Priority):
                raise ValueError(f"Level {upper.number} must be reached later than the one below.")

    def level(self, number: int) -> Level | None:
        """The level of this number, if the ladder goes that high."""
        return self.levels[number - 1] if 1 <= number <= len(self.levels) else None


def next_level(ladder: Ladder, passed: int) -> Level | None:
    """The level above the highest one that was taken or skipped; None at the top."""
    return ladder.level(passed + 1)


def counting_calendar(priority: str, business_hours: Calendar) -> Calendar:
    """The calendar in which a ticket of this priority ages (E3)."""
    return WALL_TIME if priority in AROUND_THE_CLOCK else business_hours


def reached_at(
    level: Level, priority: str, facts: Iterable[Fact], calendar: Calendar, at: datetime
) -> datetime | None:
    """When the ticket's age reaches the level, as of ``at``; it may lie in the past.

    None while the age stands still (waiting for the customer, deferred, restored, closed).
    """
    return age_deadline(facts, Goal(level.ages.of(priority) * 60, calendar), at)


def unanswered_at(
    minutes: int, paged_at: datetime, facts: Iterable[Fact], calendar: Calendar, at: datetime
) -> datetime | None:
    """When a page of ``paged_at`` has waited so many minutes of the ticket's age, as of ``at``.

    None while the age stands still.
    """
    known = tuple(facts)
    seconds = age(known, calendar, paged_at, known_at=at) + minutes * 60
    return age_deadline(known, Goal(seconds, calendar), at)


def answer_due_at(
    ladder: Ladder, priority: str, calendar: Calendar, asked_at: datetime
) -> datetime | None:
    """Until when a request is answered, counted as the age is.

    None for a calendar that never opens.
    """
    minutes = ladder.requests.of(priority) or 0
    return moment_after(calendar, asked_at, minutes * 60)


def longest_hold(priority: str) -> int:
    """For how many hours the holder of a level may hold back the next step at most."""
    return _LONGEST_HOLD[Priority(priority)]


def steps_on_request_from(last_step_at: datetime | None, opened_at: datetime) -> datetime:
    """From when on a request takes a step instead of being a reminder (E4)."""
    return opened_at if last_step_at is None else last_step_at + STEP_EVERY


def minutes_of_a_business_day(calendar: Calendar) -> int:
    """The longest working day of the week, in minutes."""
    days = (
        sum(window.end_minute - window.start_minute for window in day)
        for day in calendar.windows_by_weekday
    )
    return max(days) or USUAL_BUSINESS_DAY


def default_levels(business_day: int, roles: Sequence[str] = DEFAULT_ROLES) -> tuple[Level, ...]:
    """The provider's default: 1, 2, 3 and 4 hours for Critical, 1 to 4 business days for Low.

    ``business_day`` is its length in minutes. The holders are the duty manager's until named.
    """
    return tuple(
        Level(
            number=number,
            role=role,
            ages=_default_ages(number, business_day),
            answers=DEFAULT_ANSWERS,
        )
        for number, role in enumerate(roles, start=1)
    )


def _default_ages(number: int, business_day: int) -> Ages:
    doubled = 2 ** (number - 1)
    return Ages(
        critical=60 * number,
        major=120 * doubled,
        minor=240 * doubled,
        low=business_day * number,
    )


def duty_manager_alone(business_day: int) -> Ladder:
    """Where no matrix applies, the duty manager is the level (E4)."""
    return Ladder(DUTY_MANAGER, default_levels(business_day, [DUTY_MANAGER]), DEFAULT_REPEAT)


def to_json(ladder: Ladder) -> dict[str, Any]:
    """The frozen copy that a run keeps; short, since every ticket has one."""
    levels = [_said(dataclasses.asdict(level)) for level in ladder.levels]
    said = _said(dataclasses.asdict(ladder)) | {"levels": levels}
    if not ladder.conditions.levels:
        del said["conditions"]
    return said


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is not there."""
    said = {
        name: _said(value) if isinstance(value, dict) else value for name, value in data.items()
    }
    return {name: value for name, value in said.items() if value not in (None, "", {})}


def from_json(data: dict[str, Any]) -> Ladder:
    """The ladder of a frozen copy."""
    repeat = data.get("repeat")
    levels = tuple(_level(each) for each in data["levels"])
    requests = Answers(**data["requests"]) if "requests" in data else DEFAULT_REQUESTS
    return Ladder(
        data.get("name", ""),
        levels,
        Repeat(**repeat) if repeat else None,
        requests,
        Conditions(**data.get("conditions", {})),
    )


def _level(data: dict[str, Any]) -> Level:
    """A level of a frozen copy; older copies know of no time-out."""
    parts = {"ages": Ages(**data["ages"]), "answers": Answers(**data.get("answers", {}))}
    return Level(**(data | parts))
