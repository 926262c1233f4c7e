"""What holds for every calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qendra.sla.calendar import (
    Calendar,
    is_open,
    moment_after,
    next_opening,
    open_time,
    seconds_between,
)
from tests.sla.by_the_minute import open_minutes
from tests.sla.strategies import calendars, changes_of_the_clock, minutes_near, moments

SECONDS = st.integers(0, 20 * 86400)


@given(
    calendars(),
    st.one_of(moments(), minutes_near(changes_of_the_clock())),
    st.integers(0, 2 * 1440),
)
def test_it_counts_what_the_clock_on_the_wall_shows(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0)
    end = start + timedelta(minutes=minutes)
    assert seconds_between(calendar, start, end) == 60 * sum(open_minutes(calendar, start, minutes))


@given(calendars(), moments(), SECONDS)
def test_the_moment_after_is_the_inverse_of_the_seconds_between(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    moment = moment_after(calendar, start, seconds)
    if moment is None:
        assert seconds_between(calendar, start, start + timedelta(days=365)) == 0
    else:
        assert seconds_between(calendar, start, moment) == seconds
        just_before = moment - timedelta(microseconds=1)
        assert not seconds or seconds_between(calendar, start, just_before) < seconds


@given(calendars(), moments(), moments(), moments())
def test_open_time_adds_up(
    calendar: Calendar, one: datetime, other: datetime, third: datetime
) -> None:
    start, middle, end = sorted((one, other, third))
    whole = open_time(calendar, start, end)
    assert whole == open_time(calendar, start, middle) + open_time(calendar, middle, end)
    assert timedelta() <= whole <= end - start


@given(calendars(), moments(), SECONDS, SECONDS)
def test_more_seconds_never_end_sooner(
    calendar: Calendar, start: datetime, one: int, more: int
) -> None:
    sooner, later = moment_after(calendar, start, one), moment_after(calendar, start, one + more)
    assert later is None or (sooner is not None and sooner <= later)


@given(calendars(), moments())
def test_nothing_is_open_before_the_next_opening(calendar: Calendar, at: datetime) -> None:
    opening = next_opening(calendar, at)
    if opening is None:
        assert not is_open(calendar, at)
    else:
        assert is_open(calendar, opening)
        assert open_time(calendar, at, opening) == timedelta()
        assert is_open(calendar, at) == (opening == at)
