"""The house of the simulated month: its hours, promises and ladders, and what breaks in it.

Plain values, known to the model and to whoever makes them true in the product; nothing here is
imported from the product. Moments are whole minutes since ``START``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

# With the night in which Europe's clocks go forward, and with Easter.
START = datetime(2026, 3, 16, tzinfo=UTC)
DAYS = 31
DAY = 24 * 60
END = DAYS * DAY
PRIORITIES = ("critical", "major", "minor", "low")


@dataclass(frozen=True)
class Week:
    """Opening hours: windows of minutes a day, Monday first; none: always open."""

    zone: str
    windows: tuple[tuple[tuple[int, int], ...], ...] = ()
    closed: frozenset[date] = frozenset()


def _days(count: int, *windows: tuple[float, float]) -> tuple[tuple[tuple[int, int], ...], ...]:
    whole = tuple((round(start * 60), round(end * 60)) for start, end in windows)
    return tuple(whole if day < count else () for day in range(7))


# Good Friday and Easter Monday; the product knows them as Germany's public holidays.
EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
CALENDARS = {
    "24x7": Week("UTC"),
    "business-hours": Week("Europe/Berlin", _days(5, (8, 17)), EASTER),
    "new-york": Week("America/New_York", _days(5, (9, 17))),
    "shifts": Week(
        "Europe/Tirane", _days(6, (7.5, 12), (13, 19.5)), frozenset({date(2026, 3, 23)})
    ),
}


@dataclass(frozen=True)
class Promises:
    """Minutes to answer and to repair, and in which calendar; and the hours that Minor ages in."""

    hours: str
    goals: Mapping[str, tuple[int, int, str]]


PROMISES = {
    "standard": Promises(
        "business-hours",
        {
            "critical": (15, 240, "24x7"),
            "major": (30, 480, "24x7"),
            "minor": (240, 1440, "business-hours"),
            "low": (540, 2700, "business-hours"),
        },
    ),
    "american": Promises(
        "new-york",
        {
            "critical": (30, 180, "24x7"),
            "major": (60, 480, "24x7"),
            # What they repair day and night only an agreed deferral holds up.
            "minor": (180, 960, "24x7"),
            "low": (480, 1920, "24x7"),
        },
    ),
    "shifts": Promises(
        "shifts",
        {
            "critical": (20, 200, "24x7"),
            "major": (45, 300, "shifts"),
            "minor": (120, 600, "shifts"),
            "low": (600, 2400, "shifts"),
        },
    ),
}


@dataclass(frozen=True)
class Matrix:
    """Ages a priority and level, time to acknowledge a priority, who holds which level.

    ``at_once`` leads to a level: when the answer or repair is late, or it came back so often.
    The holders are numbers of people, or names of rotas; None is the duty manager.
    """

    ages: Mapping[str, tuple[int, ...]]
    holders: tuple[int | str | None, ...]
    asked: Mapping[str, int | None] = field(default_factory=dict)
    repeat: tuple[int, int] | None = None
    at_once: Mapping[str, int] = field(default_factory=dict)
    often: int = 2


MATRICES = {
    "standard": Matrix(
        {
            "critical": (60, 120, 180, 240),
            "major": (120, 240, 480, 960),
            "minor": (240, 480, 960, 1920),
            "low": (540, 1080, 1620, 2160),
        },
        holders=("nights", 1, 2, 3),
        asked={"critical": 15, "major": 30},
        repeat=(30, 6),
    ),
    "conditioned": Matrix(
        {
            "critical": (90, 180, 360),
            "major": (180, 360, 720),
            "minor": (300, 900, 1500),
            "low": (600, 1500, 2400),
        },
        holders=("weeks", None, 5),
        asked={"critical": 20},
        at_once={"response": 1, "repair": 3, "reopened": 2},
    ),
    "quiet": Matrix(
        {"critical": (45, 400), "major": (90, 700), "minor": (200, 900), "low": (500, 1900)},
        holders=(6, 1),
        at_once={"repair": 2, "reopened": 1},
        often=1,
    ),
    "hasty": Matrix(
        {
            "critical": (30, 300, 600),
            "major": (60, 500, 900),
            "minor": (100, 900, 1200),
            "low": (200, 1100, 1600),
        },
        holders=("shifts", 4, 6),
        asked={"critical": 5, "major": 10, "minor": 30, "low": 60},
        repeat=(45, 2),
        at_once={"response": 2},
    ),
}
# From when on the worker is killed in the middle of the next step, and for how long it is dead.
KILLS = ((5 * DAY + 602, 20), (13 * DAY + 485, 35), (19 * DAY + 700, 20))
# The mail server refuses everybody.
OUTAGE = (15 * DAY + 540, 15 * DAY + 660)


@dataclass(frozen=True)
class Service:
    """Which promises and which matrix hold for a service."""

    number: int
    promises: str
    matrix: str


def service(number: int) -> Service:
    """Of four one has the product with shifts, one an American contract; some their own matrix."""
    if number % 4 == 1:
        return Service(number, "shifts", "conditioned")
    if number % 4 == 2:
        return Service(number, "american", "quiet")
    return Service(number, "standard", "hasty" if number % 20 == 3 else "standard")


def is_asleep(minute: int, kills: Sequence[tuple[int, int]]) -> bool:
    """Whether no worker runs: from the minute in which it is killed until it is started again."""
    return any(at <= minute < at + pause for at, pause in kills)
