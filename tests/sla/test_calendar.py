"""Opening hours: what a calendar promises about time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qendra.sla.calendar import (
    Calendar,
    Window,
    is_open,
    moment_after,
    next_opening,
    seconds_between,
)

HOUR = 3600
NEVER = Calendar("never", "UTC")
ALWAYS = Calendar("24x7", "Europe/Tirane", always=True)


def office(zone: str, *, closed: tuple[date, ...] = ()) -> Calendar:
    windows = tuple(Window(day, 8 * 60, 17 * 60) for day in range(5))
    return Calendar("office", zone, windows=windows, closed_days=frozenset(closed))


def whole_days(zone: str) -> Calendar:
    return Calendar("days", zone, windows=tuple(Window(day, 0, 1440) for day in range(7)))


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_a_day_of_the_office_has_nine_hours() -> None:
    start, end = local("Europe/Tirane", "2026-03-02"), local("Europe/Tirane", "2026-03-03")
    assert seconds_between(office("Europe/Tirane"), start, end) == 9 * HOUR


def test_the_weekend_and_a_closed_day_do_not_count() -> None:
    calendar = office("Europe/Tirane", closed=(date(2026, 3, 9),))
    friday = local("Europe/Tirane", "2026-03-06 16:00")
    assert moment_after(calendar, friday, 2 * HOUR) == local("Europe/Tirane", "2026-03-10 09:00")


def test_a_goal_that_fills_the_day_is_due_at_closing_time_not_the_next_morning() -> None:
    monday = local("Europe/Tirane", "2026-03-02 08:00")
    due_at = moment_after(office("Europe/Tirane"), monday, 9 * HOUR)
    assert due_at == local("Europe/Tirane", "2026-03-02 17:00")


@pytest.mark.parametrize(
    ("zone", "short_day", "long_day", "step"),
    [
        ("Europe/Tirane", "2026-03-29", "2026-10-25", 3600),
        ("America/New_York", "2026-03-08", "2026-11-01", 3600),
        ("Australia/Lord_Howe", "2026-10-04", "2026-04-05", 1800),
    ],
)
def test_a_day_is_as_long_as_the_clock_change_makes_it(
    zone: str, short_day: str, long_day: str, step: int
) -> None:
    for day, seconds in ((short_day, 86400 - step), (long_day, 86400 + step)):
        start = local(zone, day)
        assert seconds_between(whole_days(zone), start, start + timedelta(days=1)) == seconds


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Tirane", "2026-03-27"), ("America/New_York", "2026-03-06")]
)
def test_the_office_opens_by_the_wall_clock_after_summer_time_begins(zone: str, day: str) -> None:
    friday = local(zone, f"{day} 16:00")
    monday = moment_after(office(zone), friday, 2 * HOUR)
    assert monday is not None
    assert monday.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") == "Mon 09:00"


def test_a_window_inside_the_skipped_hour_is_empty() -> None:
    calendar = Calendar("night", "Europe/Tirane", windows=(Window(6, 125, 170),))
    start = local("Europe/Tirane", "2026-03-29")
    assert seconds_between(calendar, start, start + timedelta(days=1)) == 0
    assert moment_after(calendar, start, 60) == local("Europe/Tirane", "2026-04-05 02:06")
    assert next_opening(calendar, start) == local("Europe/Tirane", "2026-04-05 02:05")


def test_a_window_that_starts_in_the_skipped_hour_opens_when_the_hour_is_over() -> None:
    calendar = Calendar("night", "Europe/Tirane", windows=(Window(6, 150, 240),))
    opening = next_opening(calendar, local("Europe/Tirane", "2026-03-29"))
    assert opening == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_window_over_the_repeated_hour_counts_it_twice() -> None:
    calendar = Calendar("night", "Europe/Tirane", windows=(Window(6, 90, 210),))
    start = local("Europe/Tirane", "2026-10-25")
    assert seconds_between(calendar, start, start + timedelta(days=1)) == 3 * HOUR


def test_a_day_that_a_country_left_out_has_no_time() -> None:
    # Samoa went from the 29th of December 2011 straight to the 31st.
    start = local("Pacific/Apia", "2011-12-29")
    end = local("Pacific/Apia", "2012-01-01")
    assert seconds_between(whole_days("Pacific/Apia"), start, end) == 48 * HOUR


def test_the_leap_day_is_a_working_day() -> None:
    start = local("Europe/Tirane", "2024-02-28 16:00")
    due_at = moment_after(office("Europe/Tirane"), start, 11 * HOUR)
    assert due_at == local("Europe/Tirane", "2024-03-01 09:00")


def test_a_window_up_to_midnight_meets_the_one_from_midnight() -> None:
    calendar = Calendar("late", "UTC", windows=(Window(0, 1320, 1440), Window(1, 0, 120)))
    monday = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    assert moment_after(calendar, monday, 4 * HOUR) == monday + timedelta(hours=4)
    assert is_open(calendar, datetime(2026, 3, 3, 0, 0, tzinfo=UTC))


def test_windows_of_one_day_may_meet() -> None:
    calendar = Calendar("shifts", "UTC", windows=(Window(0, 480, 720), Window(0, 720, 1020)))
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    assert seconds_between(calendar, monday, monday + timedelta(days=1)) == 9 * HOUR


def test_it_counts_over_decades() -> None:
    start, end = datetime(2006, 1, 2, tzinfo=UTC), datetime(2045, 1, 2, tzinfo=UTC)
    seconds = seconds_between(whole_days("UTC"), start, end)
    assert seconds == (end - start).total_seconds()
    assert moment_after(whole_days("UTC"), start, seconds) == end


def test_it_opens_at_the_first_moment_of_a_window_and_is_closed_at_the_last() -> None:
    calendar = office("UTC")
    assert is_open(calendar, datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    assert not is_open(calendar, datetime(2026, 3, 2, 17, 0, tzinfo=UTC))


def test_a_calendar_without_windows_never_opens() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert moment_after(NEVER, now, 1) is None
    assert next_opening(NEVER, now) is None
    assert seconds_between(NEVER, now, now + timedelta(days=4000)) == 0


def test_a_calendar_closed_for_ten_years_counts_as_never_open() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    closed = frozenset((now + timedelta(days=day)).date() for day in range(4000))
    calendar = Calendar("closed", "UTC", windows=office("UTC").windows, closed_days=closed)
    assert moment_after(calendar, now, 1) is None


def test_around_the_clock_is_plain_time() -> None:
    start = datetime(2026, 3, 28, 12, 30, tzinfo=UTC)
    assert moment_after(ALWAYS, start, 10**9) == start + timedelta(seconds=10**9)
    assert seconds_between(ALWAYS, start, start + timedelta(seconds=10**9)) == 10**9


def test_moments_go_out_as_utc() -> None:
    start = local("America/New_York", "2026-03-02 09:00")
    for calendar in (ALWAYS, office("America/New_York")):
        due_at = moment_after(calendar, start, HOUR)
        assert due_at is not None
        assert due_at.tzinfo is UTC


def test_time_before_the_start_is_nothing() -> None:
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert seconds_between(office("UTC"), start, start - timedelta(days=1)) == 0


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(ALWAYS, datetime(2026, 3, 2))  # noqa: DTZ001 - this is the point
    with pytest.raises(ValueError, match="forward"):
        moment_after(ALWAYS, datetime(2026, 3, 2, tzinfo=UTC), -1)


@pytest.mark.parametrize("window", [(7, 0, 60), (0, 60, 60), (0, -1, 60), (0, 0, 1441)])
def test_a_window_that_is_none_is_refused(window: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"weekday|No window"):
        Window(*window)


def test_windows_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Calendar("odd", "UTC", windows=(Window(0, 100, 200), Window(0, 50, 101)))


def test_a_calendar_is_always_open_or_has_windows_but_not_both() -> None:
    with pytest.raises(ValueError, match="always"):
        Calendar("odd", "UTC", always=True, windows=(Window(0, 0, 60),))
