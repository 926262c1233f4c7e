"""Arbitrary calendars, moments and facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from qendra.sla.calendar import Calendar, Window
from qendra.sla.clock import Fact, FactKind, Party

# Europe, America, an island that moves its clocks by half an hour, on the other hemisphere, a
# country half an hour beside the others, and one that changes at midnight, in the south.
ZONES = (
    "UTC",
    "Europe/Tirane",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Santiago",
)

# The days on which one of these zones changes its clock, both ways.
CHANGES = (
    datetime(2024, 3, 31, tzinfo=UTC),
    datetime(2024, 10, 27, tzinfo=UTC),
    datetime(2024, 3, 10, tzinfo=UTC),
    datetime(2024, 11, 3, tzinfo=UTC),
    datetime(2024, 4, 6, tzinfo=UTC),
    datetime(2024, 10, 5, tzinfo=UTC),
    datetime(2024, 4, 7, tzinfo=UTC),
    datetime(2024, 9, 8, tzinfo=UTC),
)

FIRST = datetime(2023, 12, 1, tzinfo=UTC)


def moments(days: int = 800) -> st.SearchStrategy[datetime]:
    """Whole seconds over two years with a leap day and every change of summer time."""
    return st.integers(0, days * 86400).map(lambda seconds: FIRST + timedelta(seconds=seconds))


def changes_of_the_clock() -> st.SearchStrategy[datetime]:
    """A day on which somewhere the hour is skipped or repeated, or the leap day."""
    return st.sampled_from((*CHANGES, datetime(2024, 2, 29, tzinfo=UTC)))


def minutes_near(days: st.SearchStrategy[datetime]) -> st.SearchStrategy[datetime]:
    """A whole minute up to a day and a half before or after."""
    return st.builds(
        lambda day, minutes: day + timedelta(minutes=minutes), days, st.integers(-2160, 2160)
    )


@st.composite
def windows_of_a_day(draw: st.DrawFn, weekday: int) -> list[Window]:
    # Half hours, up to the midnight that ends the day.
    edges = sorted(draw(st.sets(st.integers(0, 48), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Window(weekday, start * 30, end * 30) for start, end in pairs]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar, also one that is always open and one that never is."""
    zone = draw(st.sampled_from(ZONES))
    if draw(st.integers(0, 4)) == 0:
        return Calendar("always", zone, always=True)
    windows = [window for day in range(7) for window in draw(windows_of_a_day(day))]
    closed = draw(st.frozensets(moments().map(datetime.date), max_size=5))
    return Calendar("drawn", zone, windows=tuple(windows), closed_days=closed)


# Mostly time that begins and ends to belong to somebody.
KINDS = (*FactKind, *2 * (FactKind.BEGAN, FactKind.BEGAN, FactKind.ENDED))


@st.composite
def histories(draw: st.DrawFn, days: int = 40, least: int = 0) -> list[Fact]:
    """Facts of one case within so many days, in any order, with any overlap, by the minute."""
    opened_at = draw(st.one_of(moments(), minutes_near(changes_of_the_clock()))).replace(second=0)
    facts = [Fact(FactKind.OPENED, opened_at, opened_at)]
    for _ in range(draw(st.integers(least, 12))):
        kind = draw(st.sampled_from(KINDS))
        at = opened_at + timedelta(minutes=draw(st.integers(-60, days * 1440)))
        needs_party = kind in (FactKind.BEGAN, FactKind.ENDED)
        party = draw(st.sampled_from(Party)) if needs_party else None
        facts.append(Fact(kind, at, at + timedelta(minutes=draw(st.integers(0, 60))), party))
    return draw(st.permutations(facts))
