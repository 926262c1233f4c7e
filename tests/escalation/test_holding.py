"""Only the holder of the present level holds a step back or gives it back, and never silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.escalation.actions.holding import hold_step, lower_step
from qendra.escalation.models import Step
from qendra.escalation.selectors import ladder_of
from qendra.lib.errors import Refused
from qendra.tickets.priority import Priority
from qendra.tickets.states import State
from tests.cast import NOW
from tests.escalation.night import Night

HOUR = timedelta(hours=1)
Act = Callable[..., Step]
WHY = "The carrier splices tonight."


@pytest.fixture
def climbed(night: Night) -> Night:
    """Level 2, Hana, two hours after the report."""
    night.report()
    night.forward(hours=2)
    return night


def _do(act: Act, night: Night, **changes: object) -> Step:
    step = Step.objects.filter(run__ticket=night.ticket_id, level=night.run.level).latest("round")
    given: dict[str, object] = {
        "actor": Actor(step.holder, Channel.LINK),
        "now": night.now,
        "step_id": step.id,
        "reason": WHY,
        "hours": 3,
    }
    return act(**given | changes)


def test_a_hold_moves_the_step_by_age_and_not_the_age(climbed: Night) -> None:
    _do(hold_step, climbed)
    climbed.forward(hours=2, minutes=59)
    assert climbed.levels() == [1, 2]
    assert ladder_of(climbed.ticket).held_until == NOW + 5 * HOUR
    climbed.forward(minutes=1)
    assert climbed.steps()[2:] == [(3, NOW + 5 * HOUR, "age"), (4, NOW + 5 * HOUR, "age")]


def test_who_holds_it_has_taken_it(climbed: Night) -> None:
    _do(hold_step, climbed)
    step = Step.objects.get(level=2)
    assert (step.acknowledged_by, step.acknowledged_at) == (climbed.cast.hana, climbed.now)


def test_a_request_of_the_customer_steps_through_a_hold(climbed: Night) -> None:
    _do(hold_step, climbed)
    climbed.forward(hours=1)
    assert climbed.ask().outcome == "stepped"
    assert climbed.levels() == [1, 2, 3]
    assert climbed.run.held_until is None
    climbed.forward(hours=1)
    assert climbed.levels() == [1, 2, 3, 4]


def test_a_hold_is_read_by_the_customer_with_the_reason_and_told_by_mail(climbed: Night) -> None:
    _do(hold_step, climbed)
    entry = climbed.ticket.entries.get(kind="escalation_held")
    assert not entry.is_internal
    assert (entry.data["reason"], entry.data["hours"]) == (WHY, 3)
    mail = climbed.mail("escalation_moved")
    assert mail.to_address == climbed.cast.alba.email
    for expected in ("NOC manager (level 2)", WHY, "in 3 hours at the earliest", "do not agree"):
        assert expected in mail.text, expected


def test_what_goes_down_is_told_below_and_to_the_customer_and_comes_up_again(
    climbed: Night,
) -> None:
    following = _do(lower_step, climbed)
    assert (following.level, following.round, following.holder) == (1, 2, climbed.cast.faik)
    assert climbed.told()[-1] == "faik"
    assert "given this case back to you" in climbed.mail("escalation_step").text
    states = [str(level.state) for level in ladder_of(climbed.ticket).levels]
    assert states == ["here", "next", "later", "later"]
    entry = climbed.ticket.entries.get(kind="escalation_lowered")
    assert not entry.is_internal
    assert "back to our Support supervisor (level 1)" in climbed.mail("escalation_moved").text
    climbed.forward(hours=3)
    assert climbed.steps()[3:] == [(level, NOW + 5 * HOUR, "age") for level in (2, 3, 4)]
    assert climbed.told()[3:] == ["hana", "jon", "iris"]


def test_a_level_below_without_anybody_is_passed_over_on_the_way_down(night: Night) -> None:
    night.report()
    night.forward(hours=3)
    night.cast.hana.is_active = False
    night.cast.hana.save()
    assert _do(lower_step, night).level == 1


def test_from_the_first_level_there_is_no_way_down(night: Night) -> None:
    night.report()
    night.ask()
    with pytest.raises(Refused, match="nobody on a level below"):
        _do(lower_step, night)
    assert night.run.level == 1


@pytest.mark.parametrize("act", [hold_step, lower_step])
def test_only_the_holder_of_the_present_level_may(climbed: Night, act: Act) -> None:
    people = climbed.cast
    others: list[Person | None] = [people.faik, people.jon, people.elira, people.alba, None]
    for person in others:
        with pytest.raises(Refused, match="Only the person of the present level"):
            _do(act, climbed, actor=Actor(person, Channel.DESK))
    first = Step.objects.get(level=1)
    with pytest.raises(Refused, match="another level by now"):
        _do(act, climbed, step_id=first.id, actor=Actor(people.faik, Channel.LINK))
    people.hana.is_active = False
    people.hana.save()
    with pytest.raises(Refused, match="Only the person of the present level"):
        _do(act, climbed)
    assert climbed.entries() == ["escalation_stepped", "escalation_stepped"]


@pytest.mark.parametrize("act", [hold_step, lower_step])
def test_it_needs_a_reason_and_an_end_that_is_near(climbed: Night, act: Act) -> None:
    with pytest.raises(Refused, match="Write why"):
        _do(act, climbed, reason="  ")
    for hours in (0, 5, -1):
        with pytest.raises(Refused, match="4 hours at most"):
            _do(act, climbed, hours=hours)


def test_what_works_again_needs_no_hold(climbed: Night) -> None:
    climbed.move(State.RESTORED)
    with pytest.raises(Refused, match="works again"):
        _do(hold_step, climbed)


def test_worse_faults_are_held_for_less(night: Night) -> None:
    night.report("low")
    night.ask()
    _do(hold_step, night, hours=72)
    assert night.ticket.priority == Priority.LOW
