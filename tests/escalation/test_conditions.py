"""A matrix may name what makes a step earlier than the age does, never later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.accounts.actor import SYSTEM
from qendra.desk.shown.events import event_of
from qendra.escalation.actions.holding import hold_step
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.coming import Known, Place, coming_step
from qendra.escalation.conditions import AGE_ALONE, Conditions, Promised
from qendra.escalation.ladder import WALL_TIME, Ladder, default_levels, from_json, to_json
from qendra.escalation.models import Matrix, Step
from qendra.escalation.selectors import ladder_of
from qendra.escalation.wording import next_level
from qendra.lib.errors import Refused
from qendra.panel.events import told
from qendra.panel.ladder import ladder_for
from qendra.sla.clock import Fact, Goal
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.escalation_entries import EscalationStepped
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk
from tests.escalation import night as nights
from tests.escalation.night import Night
from tests.sla.strategies import histories

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def publish(cast: Cast, conditions: Conditions) -> Matrix:
    """The four levels of the night with these conditions, or the next version of it."""
    levels = nights.levels_of(cast.faik, cast.hana, cast.jon, cast.iris)
    return publish_matrix(
        actor=SYSTEM,
        now=NOW,
        slug="standard",
        name="Standard",
        levels=levels,
        conditions=conditions,
    )


def answer(night: Night) -> None:
    reply(
        actor=desk(night.cast.elira),
        now=night.now,
        ticket_id=night.ticket_id,
        words=Words(text="We look into it."),
        key=f"reply:{night.now}",
    )


@pytest.fixture
def night(cast: Cast) -> Night:
    publish(cast, Conditions(response=1, repair=4, reopened=3))
    return Night(cast)


def test_a_late_first_answer_tells_the_level_at_once_and_once(night: Night) -> None:
    night.report()
    assert next_level(ladder_of(night.ticket)) == "Next level, unless the customer is answered,"
    night.forward(minutes=14)
    assert night.steps() == []
    night.forward(minutes=1)
    assert night.steps() == [(1, NOW + 15 * MINUTE, "response")]
    assert "the first answer to this case is late" in night.mail("escalation_step").text
    answer(night)
    night.forward(hours=1, minutes=50)
    assert night.steps()[1:] == [(2, NOW + 2 * HOUR, "age")]


def test_an_answer_in_time_leaves_the_age(night: Night) -> None:
    night.report()
    night.forward(minutes=10)
    answer(night)
    night.sweep()
    assert night.run.next_step_at == NOW + HOUR
    assert next_level(ladder_of(night.ticket)) == "Next level by age"
    night.forward(hours=1)
    assert night.steps() == [(1, NOW + HOUR, "age")]


def test_an_answer_that_nobody_swept_yet_still_takes_the_step_away(night: Night) -> None:
    night.report()
    night.now += 15 * MINUTE - timedelta(seconds=1)
    answer(night)
    night.standstill(minutes=5)
    assert night.steps() == []


def test_a_late_repair_leads_to_its_level_through_those_below(night: Night) -> None:
    night.report("major")
    answer(night)
    night.forward(hours=8)
    eight = NOW + 8 * HOUR
    assert night.steps() == [
        (1, NOW + 2 * HOUR, "age"),
        (2, NOW + 4 * HOUR, "age"),
        (3, eight, "age"),
        (4, eight, "repair"),
    ]
    assert "the repair of this case is late" in night.mail("escalation_step").text


def test_a_pause_moves_a_late_repair_as_it_moves_the_promise(night: Night) -> None:
    night.report("major")
    answer(night)
    night.forward(hours=1)
    night.move(State.WAITING_CUSTOMER)
    night.forward(hours=2)
    night.move(State.IN_PROGRESS)
    night.forward(hours=20)
    assert night.steps()[-1] == (4, NOW + 10 * HOUR, "repair")


def test_what_comes_back_often_leads_to_its_level(night: Night) -> None:
    night.report("minor")
    answer(night)
    for expected in ([], [1, 2, 3]):
        night.forward(minutes=10)
        night.move(State.RESTORED)
        night.forward(minutes=10)
        night.move(State.IN_PROGRESS)
        night.sweep()
        assert night.levels() == expected
    assert {cause for _level, _at, cause in night.steps()} == {"reopened"}
    night.sweep()
    assert night.levels() == [1, 2, 3]


def test_a_closed_ticket_that_is_opened_again_came_back_too(cast: Cast) -> None:
    publish(cast, Conditions(reopened=1, reopenings=1))
    night = Night(cast)
    night.report("minor")
    answer(night)
    night.move(State.CLOSED, reason="The customer says so.")
    night.forward(minutes=10)
    assert night.levels() == []
    night.move(State.IN_PROGRESS)
    night.sweep()
    assert night.steps() == [(1, NOW + 10 * MINUTE, "reopened")]


def test_what_is_missed_while_the_age_stands_still_makes_the_step_when_it_goes_on(
    night: Night,
) -> None:
    night.report()
    night.forward(minutes=5)
    night.move(State.WAITING_CUSTOMER)
    night.forward(hours=1)
    assert night.levels() == []
    night.move(State.IN_PROGRESS)
    night.sweep()
    assert night.steps() == [(1, NOW + HOUR + 5 * MINUTE, "response")]


def test_a_hold_holds_it_back_as_it_does_the_age(night: Night) -> None:
    night.report("major")
    answer(night)
    night.forward(hours=7)
    second = Step.objects.get(level=2)
    hold_step(
        actor=desk(night.cast.hana),
        now=night.now,
        step_id=second.id,
        reason="The splice is being made.",
        hours=3,
    )
    night.forward(hours=1, minutes=30)
    assert night.levels() == [1, 2]
    night.forward(hours=2)
    held = NOW + 10 * HOUR
    assert night.steps()[2:] == [(3, held, "age"), (4, held, "repair")]


def test_a_running_ticket_keeps_the_conditions_it_started_with(night: Night) -> None:
    night.report()
    publish(night.cast, AGE_ALONE)
    night.forward(minutes=15)
    assert night.levels() == [1]
    following = night.report(key="form:2")
    night.forward(minutes=30)
    assert not Step.objects.filter(run__ticket=following).exists()


def test_conditions_lead_to_levels_that_are_there(cast: Cast) -> None:
    with pytest.raises(Refused, match="a level that the ladder has"):
        publish(cast, Conditions(repair=5))
    with pytest.raises(ValueError, match="comes back once"):
        Conditions(reopened=1, reopenings=0)
    with pytest.raises(ValueError, match="that the ladder has"):
        Ladder("x", default_levels(540), conditions=Conditions(response=5))


def test_a_copy_keeps_them_and_an_older_one_knows_none() -> None:
    conditions = Conditions(response=1, repair=2, reopened=3, reopenings=4)
    ladder = Ladder("x", default_levels(540), conditions=conditions)
    assert from_json(to_json(ladder)) == ladder
    assert "conditions" not in to_json(replace(ladder, conditions=AGE_ALONE))
    assert from_json(to_json(replace(ladder, conditions=AGE_ALONE))).conditions == AGE_ALONE


@pytest.mark.parametrize(
    ("cause", "staff", "customer"),
    [
        ("response", "as the first answer is late", "Our answer was late"),
        ("repair", "as the repair is late", "The repair was late"),
        ("reopened", "as it came back", "It came back"),
    ],
)
def test_both_timelines_say_why(cause: str, staff: str, customer: str) -> None:
    stepped = EscalationStepped(level=2, role="NOC manager", holder="Hana", cause=cause)
    assert staff in event_of(stepped).sentence
    assert customer in told(stepped).sentence
    assert "Hana" not in told(stepped).sentence


def test_the_customer_sees_why_a_level_has_it_so_early(night: Night) -> None:
    night.report()
    shown = ladder_for(ladder_of(night.ticket), night.now, is_settled=True)
    assert shown.sentence.startswith("If our answer is late, the next level is told")
    night.forward(minutes=15)
    shown = ladder_for(ladder_of(night.ticket), night.now, is_settled=True)
    assert shown.steps[0].note == "has it now; informed, as the first answer was late,"


LEVELS = st.none() | st.integers(1, 4)
CONDITIONS = st.builds(
    Conditions, response=LEVELS, repair=LEVELS, reopened=LEVELS, reopenings=st.integers(1, 3)
)
GOALS = st.none() | st.integers(0, 3000).map(lambda minutes: Goal(minutes * 60, WALL_TIME))


@given(
    histories(),
    CONDITIONS,
    st.builds(Promised, response=GOALS, repair=GOALS),
    st.sampled_from(("critical", "major", "minor", "low")),
    st.integers(0, 60 * 24 * 40),
    st.integers(0, 4),
    st.none() | st.integers(0, 6000),
)
def test_a_step_is_never_later_with_conditions_than_without(
    facts: list[Fact],
    conditions: Conditions,
    promised: Promised,
    priority: str,
    minutes: int,
    passed: int,
    held: int | None,
) -> None:
    since = min(fact.at for fact in facts)
    at = since + timedelta(minutes=minutes)
    known = Known(
        priority=priority, facts=tuple(facts), calendar=WALL_TIME, at=at, promised=promised
    )
    until = None if held is None else since + timedelta(minutes=held)
    place = Place(level=passed, passed=passed, paged_at=None, repeats=0, held_until=until)
    by_age = coming_step(Ladder("x", default_levels(540)), place, known)
    found = coming_step(Ladder("x", default_levels(540), conditions=conditions), place, known)
    if by_age:
        assert found is not None
        assert found.at <= by_age.at
        assert found.at == by_age.at or found.why != "age"
    if conditions == AGE_ALONE:
        assert found == by_age


@given(
    histories(),
    CONDITIONS,
    st.builds(Promised, response=GOALS, repair=GOALS),
    st.sampled_from(("critical", "major", "minor", "low")),
)
def test_no_level_of_a_whole_climb_is_reached_later_with_conditions(
    facts: list[Fact], conditions: Conditions, promised: Promised, priority: str
) -> None:
    plain = Ladder("x", default_levels(540))
    with_them = replace(plain, conditions=conditions)
    sooner = climb(with_them, tuple(facts), promised, priority)
    for level, at in climb(plain, tuple(facts), promised, priority).items():
        assert sooner[level] <= at


def climb(
    ladder: Ladder, facts: tuple[Fact, ...], promised: Promised, priority: str
) -> dict[int, datetime]:
    """When each level is taken by somebody who looks at every fact, and now and then."""
    since = min(fact.at for fact in facts)
    looks = sorted({since + 7 * each * HOUR for each in range(40)} | {each.at for each in facts})
    taken: dict[int, datetime] = {}
    for at in looks:
        known = Known(priority=priority, facts=facts, calendar=WALL_TIME, at=at, promised=promised)
        while True:
            passed = len(taken)
            place = Place(level=passed, passed=passed, paged_at=None, repeats=0)
            step = coming_step(ladder, place, known)
            if step is None or step.at > at:
                break
            taken[passed + 1] = at
    return taken
