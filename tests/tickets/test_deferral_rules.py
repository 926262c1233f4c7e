"""When a fault may be put off (P5): the pure rule, over all calendars and both clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qendra.sla.calendar import ALWAYS_OPEN, Calendar, Window, is_open, open_time
from qendra.sla.clock import Goal, Party, age_deadline, repair_deadline, segments
from qendra.tickets.clock_facts import TimedBody, clock_facts
from qendra.tickets.deferral import NEVER_DEFERRED, Case, No, may_stand, opening_after, refusal
from qendra.tickets.entries import Opened, StateChanged
from qendra.tickets.priority import Impact, Priority
from qendra.tickets.states import WORKS_AGAIN, State
from tests.sla.strategies import calendars, moments

TIRANA = "Europe/Tirane"
WEEK = tuple(Window(day, 8 * 60, 17 * 60) for day in range(5))
OFFICE = Calendar("Business hours", TIRANA, windows=WEEK)
EVENING = datetime(2026, 3, 11, 19, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CASE = Case(
    kind="fault",
    state=State.NEW,
    impact=Impact.NON_SERVICE_AFFECTING,
    priority=Priority.LOW,
    opened_at=EVENING,
)


def test_a_harmless_fault_of_the_evening_may_wait_until_the_morning() -> None:
    assert refusal(CASE, OFFICE, EVENING) is None
    assert opening_after(EVENING, OFFICE) == datetime(2026, 3, 12, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "no"),
    [
        ({"kind": "request"}, No.REQUEST),
        ({"state": State.RESTORED}, No.OVER),
        ({"state": State.CLOSED}, No.OVER),
        ({"state": State.DEFERRED}, No.DEFERRED),
        ({"impact": None}, No.UNKNOWN_IMPACT),
        ({"priority": Priority.CRITICAL}, No.PRESSING),
        ({"priority": Priority.MAJOR}, No.PRESSING),
        ({"impact": Impact.DEGRADATION}, No.IMPACT),
        ({"impact": Impact.SERVICE_AFFECTING}, No.IMPACT),
        ({"opened_at": EVENING - timedelta(hours=5)}, No.IN_HOURS),
        ({"opened_at": EVENING - timedelta(days=1)}, No.OPENED_SINCE),
    ],
)
def test_each_no_has_its_reason(change: dict[str, object], no: No) -> None:
    case = replace(CASE, **change)  # type: ignore[arg-type]  # a test names what it changes
    assert refusal(case, OFFICE, EVENING) is no


@pytest.mark.parametrize(
    ("hours", "no"),
    [
        (ALWAYS_OPEN, No.IN_HOURS),
        (Calendar("none", TIRANA), No.NEVER_OPENS),
        (None, No.NEVER_OPENS),
    ],
)
def test_hours_that_never_close_or_never_open_put_nothing_off(
    hours: Calendar | None, no: No
) -> None:
    assert refusal(CASE, hours, EVENING) is no


def test_a_holiday_and_a_week_end_are_no_business_hours() -> None:
    friday = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)
    hours = Calendar("h", TIRANA, windows=WEEK, closed_days=frozenset({date(2026, 3, 13)}))
    assert refusal(replace(CASE, opened_at=friday), hours, friday) is None
    assert opening_after(friday, hours) == datetime(2026, 3, 16, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("saturday", "monday"),
    [("2026-03-28T20:00", "2026-03-30T06:00"), ("2026-10-24T20:00", "2026-10-26T07:00")],
)
def test_the_opening_after_a_clock_change_is_at_eight_on_the_wall(
    saturday: str, monday: str
) -> None:
    at, opening = (datetime.fromisoformat(f"{each}+00:00") for each in (saturday, monday))
    assert opening_after(at, OFFICE) == opening


@given(calendars(), moments(), st.integers(0, 10 * 1440).map(lambda n: n * MINUTE))
def test_whatever_is_put_off_was_raised_outside_and_waits_for_the_first_opening(
    hours: Calendar, opened_at: datetime, waited: timedelta
) -> None:
    now = opened_at + waited
    case = replace(CASE, opened_at=opened_at)
    no, opening = refusal(case, hours, now), opening_after(opened_at, hours)
    may = (
        not is_open(hours, opened_at)
        and opening is not None
        and not open_time(hours, opened_at, now)
        and now < opening
    )
    assert (no is None) is may
    if may and opening:
        assert is_open(hours, opening)
        assert not open_time(hours, opened_at, opening)


@given(
    st.sampled_from([None, *Impact]), st.sampled_from(list(Priority)), st.sampled_from(list(State))
)
def test_nothing_that_harms_or_presses_is_ever_put_off(
    impact: Impact | None, priority: Priority, state: State
) -> None:
    case = replace(CASE, impact=impact, priority=priority, state=state)
    stands = may_stand(impact, priority, state)
    assert stands is (
        impact is Impact.NON_SERVICE_AFFECTING
        and priority not in NEVER_DEFERRED
        and state not in WORKS_AGAIN
    )
    if refusal(case, OFFICE, EVENING) is None:
        assert stands


@given(calendars(), moments(), st.integers(0, 3 * 1440), st.integers(1, 4 * 1440))
def test_the_clock_stands_from_the_second_consent_to_the_opening_and_resumes_by_itself(
    hours: Calendar, opened_at: datetime, consent: int, left_after: int
) -> None:
    agreed_at = opened_at + consent * MINUTE
    opening = opening_after(opened_at, hours)
    assume(opening is not None and opened_at < opening and agreed_at < opening)
    assert opening is not None
    entries: list[TimedBody] = [
        (opened_at, opened_at, _opened()),
        (agreed_at, agreed_at, _moved(State.NEW, State.DEFERRED, opening)),
    ]
    goal = Goal(4 * 3600, ALWAYS_OPEN)
    promised = repair_deadline(clock_facts(entries), goal, agreed_at).due_at
    # Known at once, and the same after the move of the worker, however late that comes.
    assert promised == opened_at + timedelta(hours=4) + (
        opening - agreed_at if agreed_at < opened_at + timedelta(hours=4) else timedelta()
    )
    late = opening + left_after * MINUTE
    moved: list[TimedBody] = [*entries, (opening, late, _moved(State.DEFERRED, State.IN_PROGRESS))]
    assert repair_deadline(clock_facts(moved), goal, late).due_at == promised
    stood = [each for each in segments(clock_facts(moved), late) if each.party is Party.DEFERRAL]
    assert [(each.start, each.end) for each in stood] == [(agreed_at, opening)]


def test_whoever_leaves_a_deferral_early_is_not_held_to_its_end() -> None:
    opening = EVENING + timedelta(hours=12)
    at = [EVENING + timedelta(hours=hours) for hours in range(5)]
    entries: list[TimedBody] = [
        (at[0], at[0], _opened()),
        (at[1], at[1], _moved(State.NEW, State.DEFERRED, opening)),
        (at[2], at[2], _moved(State.DEFERRED, State.IN_PROGRESS)),
        (at[3], at[3], _moved(State.IN_PROGRESS, State.DEFERRED, opening + timedelta(days=1))),
    ]
    facts = clock_facts(entries)
    stood = [
        each for each in segments(facts, at[4] + timedelta(days=3)) if each.party == "deferral"
    ]
    assert [(each.start, each.end) for each in stood] == [
        (at[1], at[2]),
        (at[3], opening + timedelta(days=1)),
    ]
    # The age stands with it: two hours counted, the rest after the second opening.
    goal = Goal(3 * 3600, ALWAYS_OPEN)
    assert age_deadline(facts, goal, at[4]) == opening + timedelta(days=1, hours=1)


def _opened() -> Opened:
    return Opened(
        subject="",
        kind="fault",
        customer_id=1,
        service_id=None,
        service_level_id=None,
        reporter_id=None,
        impact=Impact.NON_SERVICE_AFFECTING,
        urgency="low",
    )


def _moved(before: State, after: State, until: datetime | None = None) -> StateChanged:
    return StateChanged(before=before, after=after, until=until.isoformat() if until else "")
