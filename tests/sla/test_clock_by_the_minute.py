"""The clock against a watch: whatever happened, both say the same, minute by minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qendra.sla.calendar import Calendar, Window, moment_after, seconds_between
from qendra.sla.clock import (
    DeadlineState,
    Fact,
    FactKind,
    Goal,
    age,
    age_deadline,
    repair_deadline,
    response_deadline,
    segments,
    update_deadline,
)
from qendra.sla.facts import CAN_BE_PLANNED
from tests.sla.by_the_minute import (
    MINUTE,
    STANDS_FOR_AGE,
    STANDS_FOR_REPAIR,
    STANDS_FOR_UPDATE,
    Diary,
    diary_of,
    open_minutes,
    used_up,
)
from tests.sla.story import ALWAYS, LUNCH
from tests.sla.strategies import ZONES, calendars, changes_of_the_clock, histories, minutes_near

DAYS = 6
WHOLE = DAYS * 24 * 60
WEEK = range(7)
GOALS = st.integers(1, 3 * 24 * 60)

# Every shape that the hours of a week can have.
SHAPES = {
    "one window a day": [(day, 480, 1020) for day in range(5)],
    "closed for lunch": [(day, *w) for day in WEEK for w in ((480, 720), (780, 1020))],
    "many windows a day": [(day, hour * 60, hour * 60 + 30) for day in WEEK for hour in range(24)],
    "windows that meet": [(day, *w) for day in WEEK for w in ((360, 840), (840, 1320))],
    "until midnight": [(day, 1080, 1440) for day in WEEK],
    "from midnight": [(day, 0, 360) for day in WEEK],
    "over midnight": [(day, *w) for day in WEEK for w in ((0, 360), (1320, 1440))],
    "day and night": [(day, 0, 1440) for day in WEEK],
    "one minute a week": [(2, 719, 720)],
    "the empty week": [],
}


# Cases in which much happened, looked at when most of it is past.
BUSY = histories(days=2, least=3)
LATER = st.integers(300, 3 * 24 * 60)
HOURS = st.one_of(calendars(), st.sampled_from([ALWAYS, LUNCH]))


def shaped(shape: str, zone: str, closed: frozenset[date] = frozenset()) -> Calendar:
    windows = tuple(Window(*window) for window in SHAPES[shape])
    return Calendar(shape, zone, windows=windows, closed_days=closed)


def open_by_the_watch(calendar: Calendar, start: datetime, minutes: int) -> int:
    return sum(open_minutes(calendar, start, minutes))


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=15)
@given(
    st.sampled_from(ZONES),
    minutes_near(changes_of_the_clock()),
    st.integers(0, 4000),
    st.booleans(),
)
def test_every_shape_of_a_week_counts_what_the_wall_shows_also_when_the_clocks_change(
    shape: str,
    zone: str,
    start: datetime,
    minutes: int,
    has_closed_days: bool,  # noqa: FBT001 (drawn)
) -> None:
    closed = frozenset({(start + timedelta(days=1)).date()}) if has_closed_days else frozenset()
    calendar = shaped(shape, zone, closed)
    expected = open_by_the_watch(calendar, start, minutes)
    assert seconds_between(calendar, start, start + minutes * MINUTE) == expected * 60
    if expected:
        due_at = moment_after(calendar, start, expected * 60)
        assert due_at is not None
        assert open_by_the_watch(calendar, start, (due_at - start) // MINUTE) == expected
        assert due_at <= start + minutes * MINUTE


@pytest.mark.parametrize("zone", ZONES)
def test_the_leap_day_is_a_day_like_others_in_every_zone(zone: str) -> None:
    calendar = shaped("closed for lunch", zone)
    start = datetime(2024, 2, 28, 12, 0, tzinfo=calendar.zone)
    minutes = 3 * 24 * 60
    expected = open_by_the_watch(calendar, start, minutes)
    assert expected == 3 * 8 * 60
    assert seconds_between(calendar, start, start + timedelta(days=3)) == expected * 60
    closed = shaped("closed for lunch", zone, frozenset({date(2024, 2, 29)}))
    assert seconds_between(closed, start, start + timedelta(days=3)) == 2 * 8 * 3600


@given(BUSY, LATER)
def test_every_minute_belongs_to_whom_the_watch_says(facts: list[Fact], later: int) -> None:
    diary = diary_of(facts, WHOLE)
    assert diary.opened_at is not None
    until = diary.opened_at + later * MINUTE
    found = segments(facts, until)
    end = min(until, diary.closed_at or until)
    expected = [
        diary.holder(number)
        for number in range(WHOLE)
        if diary.opened_at <= diary.start + number * MINUTE < end
    ]
    told = [str(each.party) for each in found for _ in range((each.end - each.start) // MINUTE)]
    assert told == expected


@settings(max_examples=60)
@given(BUSY, HOURS, GOALS, LATER)
def test_the_repair_is_due_when_the_watch_says(
    facts: list[Fact], calendar: Calendar, minutes: int, later: int
) -> None:
    now, diary = at_that_time(facts, later)
    found = repair_deadline(facts, Goal(minutes * 60, calendar), now)
    repaired = diary.restored_at

    def counts(number: int) -> bool:
        is_over = repaired is not None and diary.start + number * MINUTE >= repaired
        return is_over or not diary.minutes[number] & STANDS_FOR_REPAIR

    expected = used_up(diary, calendar, minutes, counts)
    agree_on_the_moment(found.due_at, expected, diary)
    if repaired is not None:
        assert found.met_at == max(repaired, opened(diary))
    moment = found.met_at or now
    is_late = expected is not None and expected < moment
    assert (found.state is DeadlineState.BREACHED) == is_late


@settings(max_examples=60)
@given(BUSY, HOURS, GOALS, LATER)
def test_the_first_answer_is_due_when_the_watch_says_whoever_is_waited_for(
    facts: list[Fact], calendar: Calendar, minutes: int, later: int
) -> None:
    now, diary = at_that_time(facts, later)
    found = response_deadline(facts, Goal(minutes * 60, calendar), now)
    expected = used_up(diary, calendar, minutes, lambda _: True)
    agree_on_the_moment(found.due_at, expected, diary)
    assert (found.met_at is None) == (diary.answered_at is None)


@settings(max_examples=60)
@given(BUSY, HOURS, GOALS, LATER)
def test_the_age_is_what_the_watch_counted(
    facts: list[Fact], calendar: Calendar, minutes: int, later: int
) -> None:
    now, diary = at_that_time(facts, later)
    ages = [not claimed & STANDS_FOR_AGE for claimed in diary.minutes]
    counted = sum(
        is_open and ages[number]
        for number, is_open in enumerate(open_minutes(calendar, diary.start, WHOLE))
        if opened(diary) <= diary.start + number * MINUTE < now
    )
    assert age(facts, calendar, now) == counted * 60
    reached = age_deadline(facts, Goal(minutes * 60, calendar), now)
    if reached is not None:
        agree_on_the_moment(reached, used_up(diary, calendar, minutes, ages.__getitem__), diary)


@settings(max_examples=60)
@given(BUSY, HOURS, GOALS, LATER)
def test_the_next_update_is_due_when_the_watch_says(
    facts: list[Fact], calendar: Calendar, minutes: int, later: int
) -> None:
    now, diary = at_that_time(facts, later)
    found = update_deadline(facts, Goal(minutes * 60, calendar), now)
    stands = [bool(claimed & STANDS_FOR_UPDATE) for claimed in diary.minutes]
    if diary.heard_at is None or diary.closed_at or stands[-1]:
        assert found.due_at is None
        return
    # From our last word on, and from the start again whenever something stood in the way.
    since = max(diary.heard_at, opened(diary))
    passed = (since - diary.start) // MINUTE
    stood = [number for number, still in enumerate(stands) if still and number >= passed]
    first = max([passed, *(number + 1 for number in stood)])
    expected = used_up(diary, calendar, minutes, lambda number: number >= first)
    agree_on_the_moment(found.due_at, expected, diary)
    assert (found.state is DeadlineState.BREACHED) == (expected is not None and expected < now)


@given(calendars(), minutes_near(changes_of_the_clock()), st.integers(0, 3000), GOALS)
def test_who_reports_later_is_never_promised_an_earlier_moment(
    calendar: Calendar, start: datetime, later: int, minutes: int
) -> None:
    due = [
        response_deadline([Fact(FactKind.OPENED, at, at)], Goal(minutes * 60, calendar), at).due_at
        for at in (start, start + later * MINUTE)
    ]
    if due[0] is None or due[1] is None:
        assert due[1] is None
    else:
        assert due[0] <= due[1]


def at_that_time(facts: list[Fact], later: int) -> tuple[datetime, Diary]:
    """A moment after the report, and the diary of what was known at it."""
    now = min(fact.at for fact in facts if fact.kind is FactKind.OPENED) + later * MINUTE
    known = [fact for fact in facts if fact.at <= now or fact.party in CAN_BE_PLANNED]
    return now, diary_of(known, WHOLE)


def opened(diary: Diary) -> datetime:
    assert diary.opened_at is not None
    return diary.opened_at


def agree_on_the_moment(found: datetime | None, expected: datetime | None, diary: Diary) -> None:
    if expected is None:
        assert found is None or found > diary.start + len(diary.minutes) * MINUTE
    else:
        assert found == expected
