"""Hours that begin to hold one day: a clock that spans it uses each in its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Service
from qendra.lib.errors import Refused
from qendra.sla.actions import (
    DEFAULT_TARGETS,
    Hours,
    Promised,
    Scope,
    add_calendar,
    add_service_level,
    new_calendar_version,
)
from qendra.sla.calendar import Calendar, Window, moment_after, next_opening, open_time
from qendra.sla.models import ServiceLevel
from qendra.sla.selectors import business_hours, current_calendar, service_level_for, targets_of
from tests.sla.conftest import NOW
from tests.sla.story import MONDAY, OFFICE, at
from tests.sla.strategies import calendars, moments

WEDNESDAY = (MONDAY + timedelta(days=2)).date()
LATE = replace(OFFICE, windows=tuple(Window(day, 600, 1200) for day in range(5)))
OFFICE_LATE = replace(LATE, valid_from=WEDNESDAY, earlier=OFFICE)


def test_each_day_has_the_hours_of_its_time() -> None:
    assert next_opening(OFFICE_LATE, at("+1 00:00")) == at("+1 08:00")
    assert next_opening(OFFICE_LATE, at("+2 00:00")) == at("+2 10:00")
    # An hour of Tuesday, nine of Wednesday.
    assert moment_after(OFFICE_LATE, at("+1 16:00"), 10 * 3600) == at("+2 19:00")


@given(calendars(), calendars(), moments(), st.integers(0, 20), st.integers(0, 40 * 86400))
def test_open_time_is_that_of_each_in_its_time(
    old: Calendar, new: Calendar, start: datetime, days: int, seconds: int
) -> None:
    begins = (start + timedelta(days=days)).date()
    both = replace(new, valid_from=begins, earlier=old)
    border, end = both.begins_at, start + timedelta(seconds=seconds)
    assert border is not None
    whole = open_time(old, start, min(end, border)) + open_time(new, max(start, border), end)
    assert open_time(both, start, end) == whole
    due_at = moment_after(both, start, whole.total_seconds())
    assert due_at is not None
    assert due_at <= max(end, start)


def test_from_around_the_clock_to_hours_and_back() -> None:
    always = Calendar("24x7", "UTC", always=True)
    narrower = replace(OFFICE, valid_from=WEDNESDAY, earlier=always)
    assert moment_after(narrower, at("+1 23:00"), 2 * 3600) == at("+2 09:00")
    wider = replace(always, valid_from=WEDNESDAY, earlier=OFFICE)
    assert moment_after(wider, at("+1 16:00"), 2 * 3600) == at("+2 01:00")


def test_hours_that_begin_need_the_hours_before() -> None:
    with pytest.raises(ValueError, match="hours before"):
        replace(OFFICE, valid_from=WEDNESDAY)


WINTER = Hours("winter", "UTC", windows=(Window(0, 600, 720),), valid_from=date(2026, 3, 9))


def test_new_cases_know_the_day_and_open_ones_keep_what_was_promised(
    standard: ServiceLevel,
) -> None:
    new_calendar_version(actor=SYSTEM, now=NOW, slug="business-hours", hours=WINTER)
    newest = service_level_for(None)
    assert newest is not None
    kept, fresh = (targets_of(level)["minor"].repair for level in (standard, newest))
    # Tirana's office, an hour ahead, from Friday on.
    friday = datetime(2026, 3, 6, 15, tzinfo=UTC)
    assert moment_after(kept.calendar, friday, 2 * 3600) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert moment_after(fresh.calendar, friday, 2 * 3600) == datetime(2026, 3, 9, 11, tzinfo=UTC)
    assert next_opening(business_hours(), NOW) == NOW
    assert fresh.calendar.name == "winter"


def test_versions_follow_one_another_and_a_later_word_on_the_same_day_replaces(
    standard: ServiceLevel,
) -> None:
    def write(hours: Hours) -> Calendar:
        new_calendar_version(actor=SYSTEM, now=NOW, slug="business-hours", hours=hours)
        return business_hours()

    write(WINTER)
    write(replace(WINTER, name="better winter"))
    spring = write(replace(WINTER, name="spring", valid_from=date(2026, 4, 6)))
    names = []
    known: Calendar | None = spring
    while known:
        names.append((known.name, known.valid_from))
        known = known.earlier
    assert names == [
        ("spring", date(2026, 4, 6)),
        ("better winter", date(2026, 3, 9)),
        ("business hours", None),
    ]
    # What is over for a year is nothing that a clock still reads.
    next_year = write(replace(WINTER, name="next year", valid_from=date(2027, 6, 7)))
    assert next_year.earlier is not None
    assert (next_year.earlier.name, next_year.earlier.earlier) == ("spring", None)
    at_once = write(replace(WINTER, name="at once", valid_from=None))
    assert (at_once.valid_from, at_once.earlier) == (None, None)


def test_the_first_hours_hold_from_ever(standard: ServiceLevel) -> None:
    add_calendar(actor=SYSTEM, now=NOW, slug="first", hours=WINTER)
    row = current_calendar("first")
    assert row is not None
    assert (row.valid_from, row.earlier) == (None, [])


def test_critical_counts_day_and_night_unless_a_contract_says_otherwise(
    standard: ServiceLevel, service: Service
) -> None:
    by_day = {**DEFAULT_TARGETS, "critical": Promised(15, 240, "business-hours", 60)}

    def add(slug: str, scope: Scope | None) -> ServiceLevel:
        return add_service_level(
            actor=SYSTEM, now=NOW, slug=slug, name=slug, promised=by_day, scope=scope
        )

    for scope in (service, service.product):
        with pytest.raises(Refused, match="Critical counts day and night, unless a contract"):
            add("by-day", scope)
    assert add("by-contract", service.contract).version == 1
    # Nor does it come in by the back door, through the calendar that it counts in.
    with pytest.raises(Refused, match="Standard: Critical counts day and night"):
        new_calendar_version(actor=SYSTEM, now=NOW, slug="24x7", hours=WINTER)
