"""What holds for every history."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qendra.sla.calendar import Calendar
from qendra.sla.clock import (
    DeadlineState,
    Fact,
    FactKind,
    Goal,
    age,
    age_deadline,
    counted_time,
    known_history,
    repair_deadline,
    response_deadline,
    segments,
)
from qendra.sla.facts import CAN_BE_PLANNED, STOPS_THE_AGE
from tests.sla.strategies import calendars, histories

LATER = st.integers(0, 60 * 86400).map(lambda seconds: timedelta(seconds=seconds))
GOALS = st.integers(1, 10 * 86400)


def opened_at(facts: list[Fact]) -> datetime:
    return min(fact.at for fact in facts if fact.kind is FactKind.OPENED)


def is_simple(facts: list[Fact]) -> bool:
    """Nothing closed: the case is still open at any time."""
    return all(fact.kind is not FactKind.CLOSED for fact in facts)


@given(histories(), LATER)
def test_segments_leave_no_gap_and_add_up_to_wall_time(facts: list[Fact], later: timedelta) -> None:
    start = opened_at(facts)
    found = segments(facts, start + later)
    for one, following in pairwise(found):
        assert one.end == following.start
        assert one.party != following.party
    assert all(segment.start < segment.end for segment in found)
    if found:
        assert found[0].start == start
        whole = sum((segment.end - segment.start for segment in found), timedelta())
        assert whole == found[-1].end - start
    if is_simple(facts) and later:
        assert found[-1].end == start + later


@given(histories(), LATER, LATER)
def test_time_that_passes_only_adds_to_the_segments(
    facts: list[Fact], later: timedelta, more: timedelta
) -> None:
    moment = opened_at(facts) + later
    before, after = segments(facts, moment), segments(facts, moment + more)
    assert before[:-1] == after[: max(len(before) - 1, 0)]
    if before:
        cut = after[len(before) - 1]
        assert (cut.party, cut.start) == (before[-1].party, before[-1].start)
        assert cut.end >= before[-1].end


@given(histories(), calendars(), GOALS, LATER)
def test_a_replay_in_any_order_gives_the_same(
    facts: list[Fact], calendar: Calendar, seconds: int, later: timedelta
) -> None:
    # Facts of the very same moment keep their order; all others may come in any.
    distinct = list({(fact.at, fact.recorded_at): fact for fact in facts}.values())
    if not any(fact.kind is FactKind.OPENED for fact in distinct):
        return
    shuffled = sorted(distinct, key=lambda fact: (fact.party or "", fact.kind))
    now, goal = opened_at(distinct) + later, Goal(seconds, calendar)
    for question in (repair_deadline, response_deadline, age_deadline):
        assert question(shuffled, goal, now) == question(distinct, goal, now)
    assert segments(shuffled, now) == segments(distinct, now)


@given(histories(), calendars(), GOALS, LATER)
def test_the_age_at_the_age_deadline_is_the_goal(
    facts: list[Fact], calendar: Calendar, seconds: int, later: timedelta
) -> None:
    now = opened_at(facts) + later
    due_at = age_deadline(facts, Goal(seconds, calendar), now)
    if due_at is None:
        return
    history = known_history(facts, now)
    assert history is not None
    assert counted_time(history, STOPS_THE_AGE, calendar, due_at) == timedelta(seconds=seconds)
    assert (age(facts, calendar, now) >= seconds) == (due_at <= now)


@given(histories(), calendars(), LATER, LATER)
def test_a_case_without_disproof_never_gets_younger(
    facts: list[Fact], calendar: Calendar, later: timedelta, more: timedelta
) -> None:
    kept = [fact for fact in facts if fact.kind is not FactKind.DISPROVED]
    now = opened_at(kept) + later
    assert age(kept, calendar, now) <= age(kept, calendar, now + more)


@given(histories(), calendars(), GOALS, LATER)
def test_the_state_agrees_with_the_moments(
    facts: list[Fact], calendar: Calendar, seconds: int, later: timedelta
) -> None:
    now = opened_at(facts) + later
    for question in (repair_deadline, response_deadline):
        deadline = question(facts, Goal(seconds, calendar), now)
        due_at, met_at, state = deadline.due_at, deadline.met_at, deadline.state
        moment = met_at or now
        is_late = due_at is not None and due_at < moment
        if state in (DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.MET):
            assert not is_late
        assert (state is DeadlineState.MET) <= (met_at is not None)
        assert met_at is None or met_at <= now


@given(histories(), calendars(), GOALS, LATER)
def test_a_running_deadline_stays_where_it_is_while_nothing_happens(
    facts: list[Fact], calendar: Calendar, seconds: int, later: timedelta
) -> None:
    now = opened_at(facts) + later
    known = [fact for fact in facts if fact.at <= now or fact.party in CAN_BE_PLANNED]
    goal = Goal(seconds, calendar)
    deadline = repair_deadline(known, goal, now)
    after = repair_deadline(known, goal, now + timedelta(days=400))
    if deadline.state is DeadlineState.RUNNING:
        assert after.due_at == deadline.due_at
