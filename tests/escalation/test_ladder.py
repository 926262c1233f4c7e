"""The pure rules of a ladder (E3, E4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.escalation.ladder import (
    STEP_EVERY,
    WALL_TIME,
    Ages,
    Ladder,
    Level,
    counting_calendar,
    default_levels,
    duty_manager_alone,
    from_json,
    minutes_of_a_business_day,
    next_level,
    reached_at,
    steps_on_request_from,
    to_json,
)
from qendra.sla.calendar import Calendar
from qendra.tickets.priority import Priority
from tests.sla.story import LUNCH, OFFICE, at, story

DEFAULT = Ladder("Standard", default_levels(540))
AGES = Ages(critical=1, major=1, minor=1, low=1)


def test_the_default_ages_are_those_that_were_published() -> None:
    hours = {
        Priority.CRITICAL: [1, 2, 3, 4],
        Priority.MAJOR: [2, 4, 8, 16],
        Priority.MINOR: [4, 8, 16, 32],
        Priority.LOW: [9, 18, 27, 36],
    }
    for priority, expected in hours.items():
        assert [level.ages.of(priority) / 60 for level in DEFAULT.levels] == expected


def test_a_business_day_is_as_long_as_the_calendar_works() -> None:
    assert minutes_of_a_business_day(OFFICE) == 9 * 60
    assert minutes_of_a_business_day(LUNCH) == 8 * 60
    assert minutes_of_a_business_day(Calendar("shut", "UTC")) == 8 * 60


def test_critical_and_major_age_by_the_wall_clock_the_rest_in_business_time() -> None:
    calendars = [counting_calendar(priority, OFFICE) for priority in Priority]
    assert calendars == [WALL_TIME, WALL_TIME, OFFICE, OFFICE]


def test_levels_come_strictly_in_order_and_end_at_the_top() -> None:
    climbed = [next_level(DEFAULT, passed) for passed in range(5)]
    assert [level.number if level else None for level in climbed] == [1, 2, 3, 4, None]


def test_a_level_is_reached_by_age_alone() -> None:
    facts = story("opened 08:00", "responded 08:05")
    first, second = DEFAULT.levels[:2]
    assert reached_at(first, "critical", facts, WALL_TIME, at("08:30")) == at("09:00")
    assert reached_at(second, "critical", facts, WALL_TIME, at("08:30")) == at("10:00")
    assert reached_at(first, "minor", facts, OFFICE, at("15:00")) == at("12:00")


def test_a_request_takes_a_step_an_hour_after_the_last_one_or_at_once() -> None:
    assert timedelta(hours=1) == STEP_EVERY
    assert steps_on_request_from(None, at("08:00")) == at("08:00")
    assert steps_on_request_from(at("09:30"), at("08:00")) == at("10:30")


def test_where_no_matrix_applies_the_duty_manager_is_the_only_level() -> None:
    (level,) = duty_manager_alone(540).levels
    assert (level.role, level.holder_id) == ("Duty manager", None)
    assert level.ages == DEFAULT.levels[0].ages


@pytest.mark.parametrize("numbers", [(2,), (1, 3), (1, 1), (2, 1)])
def test_levels_are_numbered_from_one_without_a_gap(numbers: tuple[int, ...]) -> None:
    levels = tuple(
        Level(number=n, role="A", ages=Ages(critical=n, major=n, minor=n, low=n)) for n in numbers
    )
    with pytest.raises(ValueError, match="numbered"):
        Ladder("x", levels)


def test_a_level_is_reached_later_than_the_one_below_at_every_priority() -> None:
    lower = Level(number=1, role="A", ages=Ages(critical=60, major=60, minor=60, low=60))
    upper = Level(number=2, role="B", ages=Ages(critical=90, major=90, minor=60, low=90))
    with pytest.raises(ValueError, match="Level 2 must be reached later"):
        Ladder("x", (lower, upper))


def test_a_level_needs_a_role_an_age_and_a_holder_for_its_address() -> None:
    with pytest.raises(ValueError, match="role"):
        Level(number=1, role=" ", ages=AGES)
    with pytest.raises(ValueError, match="minute"):
        Level(number=1, role="A", ages=Ages(critical=0, major=1, minor=1, low=1))
    with pytest.raises(ValueError, match="belongs to a holder"):
        Level(number=1, role="A", ages=AGES, email="night@interspace.example")


ROLES = st.text(min_size=1, max_size=30).filter(str.strip)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any ladder: ages grow by at least a minute a level."""
    reached = [0, 0, 0, 0]
    levels = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        reached = [before + draw(st.integers(1, 10_000)) for before in reached]
        names = ("critical", "major", "minor", "low")
        levels.append(
            Level(
                number=number,
                role=draw(ROLES),
                ages=Ages(**dict(zip(names, reached, strict=True))),
                holder_id=draw(st.none() | st.integers(1, 10**12)),
            )
        )
    return Ladder(draw(st.text(max_size=40)), tuple(levels))


@given(ladders())
def test_a_frozen_copy_is_the_same_ladder(ladder: Ladder) -> None:
    assert from_json(json.loads(json.dumps(to_json(ladder)))) == ladder


@given(ladders(), st.sampled_from(Priority))
def test_a_higher_level_is_never_reached_before_a_lower_one(
    ladder: Ladder, priority: Priority
) -> None:
    facts = story("opened 08:00", "began customer 08:30", "ended customer 11:00")
    calendar = counting_calendar(priority, OFFICE)
    times = [reached_at(level, priority, facts, calendar, at("11:00")) for level in ladder.levels]
    known = [moment for moment in times if moment is not None]
    assert len(known) == len(times)
    assert known == sorted(set(known))
