"""A page that nobody acknowledges in time goes to the next level; the last one comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.defaults import install_defaults
from qendra.escalation.actions.handing_over import hand_over_runs
from qendra.escalation.coming import Known, Place, coming_step
from qendra.escalation.ladder import (
    DEFAULT_ANSWERS,
    DEFAULT_REPEAT,
    WALL_TIME,
    Answers,
    Ladder,
    Repeat,
    default_levels,
    from_json,
    to_json,
)
from qendra.escalation.models import Matrix, Step
from qendra.escalation.selectors import ladder_of, levels_of
from qendra.tickets.states import State
from tests.cast import NOW, Cast
from tests.escalation import night as nights
from tests.escalation.night import Night, publish_levels
from tests.sla.story import at, story

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REPEAT = Repeat(minutes=20, most=3)


@pytest.fixture
def night(cast: Cast) -> Night:
    """The default matrix, whose levels must acknowledge; the last is told again three times."""
    held = nights.levels_of(cast.faik, cast.hana, cast.jon, cast.iris)
    asked = [replace(level, answers=DEFAULT_ANSWERS) for level in held]
    publish_levels(asked, repeat=REPEAT)
    return Night(cast)


def test_the_defaults_are_those_that_were_published(db: None) -> None:
    install_defaults(now=NOW)
    matrix = Matrix.objects.get()
    for level in levels_of(matrix):
        assert level.answers == Answers(critical=15, major=30, minor=None, low=None)
    assert matrix.repeat == DEFAULT_REPEAT


def test_what_nobody_acknowledges_goes_to_the_next_level_once(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=14)
    assert night.levels() == [1]
    night.forward(minutes=1)
    assert night.steps() == [(1, NOW + HOUR, "age"), (2, NOW + HOUR + 15 * MINUTE, "unanswered")]
    assert night.told() == ["faik", "hana"]
    assert "nobody at the level below has said in time" in night.mail("escalation_step").text
    night.sweep()
    assert night.levels() == [1, 2]


@pytest.mark.parametrize(("priority", "minutes"), [("critical", 15), ("major", 30)])
def test_each_priority_has_its_own_time_to_answer(
    night: Night, priority: str, minutes: int
) -> None:
    night.report(priority)
    night.ask()
    night.forward(minutes=minutes - 1)
    assert night.levels() == [1]
    night.forward(minutes=1)
    assert night.steps()[1:] == [(2, NOW + minutes * MINUTE, "unanswered")]


def test_minor_and_low_are_at_leisure(night: Night) -> None:
    for priority in ("minor", "low"):
        night.report(priority, key=f"form:{priority}")
        night.forward(days=30)
        assert {cause for _level, _at, cause in night.steps()} == {"age"}


def test_an_acknowledgement_ends_the_paging_and_never_the_age(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=5)
    _acknowledge(night, 1)
    night.forward(minutes=54)
    assert night.levels() == [1]
    night.forward(minutes=1)
    assert night.steps()[1:] == [(2, NOW + 2 * HOUR, "age")]


def test_who_takes_a_level_that_was_passed_silences_nobody_above(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=20)
    _acknowledge(night, 1)
    night.forward(minutes=10)
    assert night.steps()[2:] == [(3, NOW + HOUR + 30 * MINUTE, "unanswered")]


def test_a_ticket_that_stands_still_hurries_nobody(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=5)
    night.move(State.WAITING_CUSTOMER)
    night.forward(hours=3)
    assert night.levels() == [1]
    night.move(State.IN_PROGRESS)
    night.forward(minutes=9)
    assert night.levels() == [1]
    night.forward(minutes=1)
    assert night.levels() == [1, 2]


def test_whoever_is_paged_under_a_repair_that_was_none_has_all_their_time(night: Night) -> None:
    night.report()
    night.forward(minutes=10)
    night.move(State.RESTORED)
    night.forward(minutes=30)
    night.ask()
    night.forward(minutes=10)
    night.move(State.IN_PROGRESS)
    night.sweep()
    paged = NOW + 40 * MINUTE
    assert night.steps() == [(1, paged, "request")]
    night.forward(minutes=4)
    assert night.levels() == [1]
    night.forward(minutes=1)
    assert night.steps()[1:] == [(2, paged + 15 * MINUTE, "unanswered")]


def test_a_repair_ends_the_paging(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=5)
    night.move(State.RESTORED)
    night.forward(days=1)
    assert night.levels() == [1]


def test_the_last_level_is_told_again_up_to_its_cap_and_stays_red(night: Night) -> None:
    night.report()
    night.forward(hours=10)
    last = NOW + HOUR + 45 * MINUTE
    assert night.steps()[3:] == [
        (4, last, "unanswered"),
        *[(4, last + each * 20 * MINUTE, "repeat") for each in (1, 2, 3)],
    ]
    assert [step.round for step in Step.objects.filter(level=4).order_by("id")] == [1, 2, 3, 4]
    assert night.told() == ["faik", "hana", "jon", "iris", "iris", "iris", "iris"]
    assert night.run.next_step_at is None
    assert "We tell you again" in night.mail("escalation_step").text
    assert ladder_of(night.ticket).is_unheard
    _acknowledge(night, 4)
    assert not ladder_of(night.ticket).is_unheard
    assert not Step.objects.filter(level=4, acknowledged_at=None).exists()


def test_it_is_red_until_it_is_restored(night: Night) -> None:
    night.report()
    night.forward(hours=3)
    assert ladder_of(night.ticket).is_unheard
    night.move(State.RESTORED)
    assert not ladder_of(night.ticket).is_unheard


def test_an_acknowledgement_ends_the_repeats(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=50)
    assert not ladder_of(night.ticket).waits_for_word
    _acknowledge(night, 4)
    night.forward(hours=5)
    assert night.levels() == [1, 2, 3, 4]


def test_after_a_standstill_the_page_waits_from_when_it_was_sent(night: Night) -> None:
    night.report()
    night.standstill(hours=1, minutes=40)
    back = NOW + HOUR + 40 * MINUTE
    assert night.steps() == [(1, back, "age")]
    night.forward(minutes=15)
    assert night.steps()[1:] == [(2, back + 15 * MINUTE, "unanswered")]


def test_a_successor_has_the_whole_time_to_answer(night: Night) -> None:
    night.report()
    night.forward(hours=1, minutes=10)
    people = night.cast
    hand_over_runs(now=night.now, person=people.faik, successor=people.gent, limit=9)
    night.forward(minutes=14)
    assert night.levels() == [1, 1]
    night.forward(minutes=1)
    assert night.levels() == [1, 1, 2]


def test_the_standing_says_that_the_next_step_waits_for_a_word(night: Night) -> None:
    night.report()
    assert not ladder_of(night.ticket).waits_for_word
    night.forward(hours=1)
    standing = ladder_of(night.ticket)
    assert standing.waits_for_word
    assert standing.next_step_at == NOW + HOUR + 15 * MINUTE


def test_a_copy_from_before_there_were_time_outs_asks_for_none() -> None:
    old = to_json(Ladder("Old", default_levels(540)))
    for level in old["levels"]:
        del level["answers"]
    ladder = from_json(old)
    assert ladder.repeat is None
    assert {level.answers for level in ladder.levels} == {Answers()}


@given(st.integers(0, 4), st.integers(0, 600), st.integers(1, 300))
def test_silence_makes_a_step_earlier_never_later(passed: int, paged: int, minutes: int) -> None:
    levels = default_levels(540)
    asked = tuple(replace(each, answers=Answers(critical=minutes)) for each in levels)
    facts = tuple(story("opened 08:00", "began customer 08:30", "ended customer 11:00"))
    known = Known(priority="critical", facts=facts, calendar=WALL_TIME, at=at("18:00"))
    since = at("08:00") + timedelta(minutes=paged)
    waiting = Place(level=passed, passed=passed, paged_at=since, repeats=0)
    quiet = coming_step(Ladder("x", asked), replace(waiting, paged_at=None), known)
    paged_step = coming_step(Ladder("x", asked), waiting, known)
    assert (quiet is None) == (paged_step is None) == (passed == 4)
    assert paged_step is None or quiet is None or paged_step.at <= quiet.at


def _acknowledge(night: Night, level: int) -> None:
    step = Step.objects.filter(run__ticket=night.ticket_id, level=level).earliest("round")
    acknowledge_step(actor=Actor(step.holder, Channel.LINK), now=night.now, step_id=step.id)
