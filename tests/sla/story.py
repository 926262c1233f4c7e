"""Telling a case: `story("opened 08:00", "began customer 09:00", …)` in UTC on one Monday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qendra.sla.calendar import Calendar, Window
from qendra.sla.clock import Fact, FactKind, Goal, Party

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
ALWAYS = Calendar("24x7", "UTC", always=True)
OFFICE = Calendar("office", "UTC", windows=tuple(Window(day, 480, 1020) for day in range(5)))
# The provider that closes for lunch.
LUNCH = Calendar(
    "lunch",
    "UTC",
    windows=tuple(
        window for day in range(5) for window in (Window(day, 480, 720), Window(day, 780, 1020))
    ),
)


def at(text: str) -> datetime:
    """ "14:20" on the Monday, "+1 14:20" on the day after it."""
    days, _, clock = text.rpartition(" ")
    hours, minutes = clock.split(":")
    return MONDAY + timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))


def story(*lines: str) -> list[Fact]:
    """One fact a line: kind, the party of began and ended, and when."""
    return [_fact(line) for line in lines]


def hours(count: float, calendar: Calendar = ALWAYS) -> Goal:
    return Goal(round(count * 3600), calendar)


def _fact(line: str) -> Fact:
    kind, _, rest = line.partition(" ")
    party = None
    if kind in ("began", "ended"):
        name, _, rest = rest.partition(" ")
        party = Party(name)
    return Fact(FactKind(kind), at(rest), at(rest), party)
