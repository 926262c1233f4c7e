"""When a backup is due, which archives stay, and which settings of either make no sense."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.project.backup.rotation import KEPT, Archive, Keep, read_keep, superfluous
from qendra.project.backup.schedule import latest_due, wants_test
from qendra.project.environment import BadSetting

TIRANE = ZoneInfo("Europe/Tirane")
ZONES = ["UTC", "Europe/Tirane", "America/St_Johns", "Africa/Cairo", "Pacific/Apia", "Asia/Gaza"]
NIGHT = datetime(2031, 3, 11, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)

moments = st.integers(-(20 * 366 * 86400), 4 * 366 * 86400).map(
    lambda seconds: NIGHT + timedelta(seconds=seconds)
)
times = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES).map(ZoneInfo)
keeps = st.builds(Keep, *[st.integers(0, 4)] * 3).filter(lambda keep: keep != Keep())


@st.composite
def many_archives(draw: st.DrawFn) -> list[Archive]:
    hours = draw(st.lists(st.integers(0, 24 * 400), max_size=40, unique=True))
    results = st.sampled_from([True, False, None])
    return [
        Archive(n, NIGHT + timedelta(hours=hour), draw(results)) for n, hour in enumerate(hours)
    ]


@given(now=moments, at=times, zone=zones)
def test_a_backup_is_due_once_a_day_and_never_in_the_time_to_come(
    now: datetime, at: time, zone: ZoneInfo
) -> None:
    due = latest_due(now, at, zone)
    assert timedelta() <= now - due < 2 * DAY
    assert latest_due(due, at, zone) == due, "it stays the same until the next one"
    before = latest_due(due - timedelta(seconds=1), at, zone)
    assert timedelta(hours=22) <= due - before <= timedelta(hours=48)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2031-03-11T01:29Z", "2031-03-10T01:30Z"),
        ("2031-03-11T01:30Z", "2031-03-11T01:30Z"),
        # The night in which clocks go from 2 to 3, and the one in which they go back.
        ("2031-03-30T12:00Z", "2031-03-30T01:30Z"),
        ("2031-10-26T12:00Z", "2031-10-26T00:30Z"),
    ],
)
def test_the_time_of_day_is_that_of_the_provider(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now)
    assert latest_due(moment, time(2, 30), TIRANE) == datetime.fromisoformat(due)


def test_every_archive_is_tested_or_one_a_week_and_all_until_one_is_good() -> None:
    assert wants_test(NIGHT, NIGHT - DAY, weekly=False)
    assert wants_test(NIGHT, None, weekly=True)
    assert not wants_test(NIGHT, NIGHT - 6 * DAY, weekly=True)
    assert wants_test(NIGHT, NIGHT - 7 * DAY, weekly=True)


@given(archives=many_archives(), keep=keeps, zone=zones)
def test_nothing_goes_unless_a_newer_archive_has_passed_its_test(
    archives: list[Archive], keep: Keep, zone: ZoneInfo
) -> None:
    gone = superfluous(archives, keep, zone)
    good = [each.made_at for each in archives if each.is_good]
    assert all(any(at > each.made_at for at in good) for each in gone)


@given(archives=many_archives(), keep=keeps, zone=zones)
def test_the_newest_and_the_newest_good_archive_stay(
    archives: list[Archive], keep: Keep, zone: ZoneInfo
) -> None:
    gone = {each.id for each in superfluous(archives, keep, zone)}
    by_age = sorted(archives, key=lambda each: each.made_at)
    newest_good = [each for each in by_age if each.is_good][-1:]
    assert not gone & {each.id for each in by_age[-1:] + newest_good}


@given(archives=many_archives(), keep=keeps, zone=zones)
def test_what_stays_is_no_more_than_was_asked_for_and_staying_is_final(
    archives: list[Archive], keep: Keep, zone: ZoneInfo
) -> None:
    gone = {each.id for each in superfluous(archives, keep, zone)}
    stays = [each for each in archives if each.id not in gone]
    assert superfluous(stays, keep, zone) == []
    newest_good = max((each.made_at for each in archives if each.is_good), default=None)
    if newest_good:
        older = [each for each in stays if each.made_at < newest_good]
        assert len(older) <= keep.daily + keep.weekly + keep.monthly
        assert all(each.is_good is not False for each in older)


def test_of_a_year_of_good_nights_days_weeks_and_months_stay() -> None:
    year = [Archive(n, NIGHT - n * DAY, is_good=True) for n in range(365)]
    gone = {each.id for each in superfluous(year, read_keep("KEEP", KEPT), TIRANE)}
    stays = [each.made_at.astimezone(TIRANE).date() for each in year if each.id not in gone]
    assert [str(day) for day in stays] == [
        *(f"2031-03-{day:02}" for day in range(11, 4, -1)),
        *("2031-03-02", "2031-02-28", "2031-02-23", "2031-01-31", "2030-12-31"),
        *("2030-11-30", "2030-10-31"),
    ]


def test_in_a_week_the_tested_archive_stands_for_it() -> None:
    week = [Archive(n, NIGHT - n * DAY, is_good=True if n == 3 else None) for n in range(40)]
    gone = {each.id for each in superfluous(week, Keep(weekly=1), TIRANE)}
    # What is newer than the only proof stays, whatever was asked for.
    assert {each.id for each in week} - gone == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "text",
    ["", "7", "seven daily", "7 daily,", "0 daily", "7 daily, 3 daily", "-1 daily", "٧ daily"],
)
def test_a_rotation_that_makes_no_sense_is_named(text: str) -> None:
    with pytest.raises(BadSetting, match="QENDRA_BACKUP_KEEP must be like"):
        read_keep("QENDRA_BACKUP_KEEP", text)


def test_a_rotation_may_name_some_of_the_three_in_any_order() -> None:
    assert read_keep("KEEP", "6 monthly,2 daily") == Keep(daily=2, monthly=6)
