"""Arbitrary calendars, moments and facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from qendra.sla.calendar import Calendar, Window
from qendra.sla.clock import Fact, FactKind, Party

# Europe, America, and an island that moves its clocks by half an hour, on the other hemisphere.
ZONES = ("UTC", "Europe/Tirane", "America/New_York", "Australia/Lord_Howe")

FIRST = datetime(2023, 12, 1, tzinfo=UTC)


def moments(days: int = 800) -> st.SearchStrategy[datetime]:
    """Whole seconds over two years with a leap day and every change of summer time."""
    return st.integers(0, days * 86400).map(lambda seconds: FIRST + timedelta(seconds=seconds))


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


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of one case within forty days, in any order, with any overlap."""
    opened_at = draw(moments())
    facts = [Fact(FactKind.OPENED, opened_at, opened_at)]
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(FactKind))
        at = opened_at + timedelta(minutes=draw(st.integers(-60, 40 * 1440)))
        needs_party = kind in (FactKind.BEGAN, FactKind.ENDED)
        party = draw(st.sampled_from(Party)) if needs_party else None
        facts.append(Fact(kind, at, at + timedelta(minutes=draw(st.integers(0, 60))), party))
    return draw(st.permutations(facts))
