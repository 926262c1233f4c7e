"""The level's person takes the step: one page, one button, without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.addresses import token_of
from qendra.escalation.models import Step
from qendra.escalation.selectors import is_overtaken, step_of_token
from qendra.lib.errors import Refused
from qendra.lib.links import link_token
from qendra.tickets.states import State
from tests.cast import NOW, desk
from tests.escalation.night import Night


@pytest.fixture
def step(night: Night) -> Step:
    """Faik's step: level 1 by age, an hour after the report."""
    night.report()
    night.forward(hours=1)
    return Step.objects.get()


def test_the_mail_says_what_who_since_when_and_what_is_asked(night: Night, step: Step) -> None:
    message = night.mail("escalation_step")
    assert message.to_address == night.cast.faik.email
    for expected in (
        "Dear Faik",
        "Support supervisor (level 1 of 4)",
        "Link down in Tirana",
        "Northwind",
        "IPT-10001",
        "Critical",
        "10:00 (Europe/Tirane; 09:00 UTC)",
        "First line",
        "What we ask of you",
    ):
        assert expected in message.text, expected


def test_the_link_of_the_mail_is_about_this_step(night: Night, step: Step) -> None:
    link = re.search(r"http\S+/acknowledge/(\S+)/", night.mail("escalation_step").text)
    assert link is not None
    found = step_of_token(link[1], night.now)
    assert found == step


def test_it_is_acknowledged_behind_the_link_and_the_customer_reads_it_by_role(
    night: Night, step: Step
) -> None:
    night.forward(minutes=7)
    _acknowledge(night, step, night.cast.faik)
    step.refresh_from_db()
    assert (step.acknowledged_by, step.acknowledged_at) == (night.cast.faik, night.now)
    entry = night.ticket.entries.get(kind="escalation_acknowledged")
    assert not entry.is_internal
    assert entry.channel == "link"
    assert entry.data == {"level": 1, "role": "Support supervisor", "holder": "Faik"}


def test_acknowledging_twice_is_no_error_and_changes_nothing(night: Night, step: Step) -> None:
    first = _acknowledge(night, step, night.cast.faik)
    night.forward(minutes=10)
    again = _acknowledge(night, step, night.cast.faik)
    assert first.acknowledged_at == again.acknowledged_at
    assert night.entries().count("escalation_acknowledged") == 1


def test_looking_at_the_link_does_nothing(night: Night, step: Step) -> None:
    for _look in range(3):
        assert step_of_token(token_of(step), night.now) == step
    step.refresh_from_db()
    assert step.acknowledged_at is None
    assert night.entries() == ["escalation_stepped"]


def test_the_link_is_good_for_seven_days(step: Step) -> None:
    token = token_of(step)
    assert step_of_token(token, step.at + timedelta(days=7, seconds=-1)) == step
    assert step_of_token(token, step.at + timedelta(days=7)) is None


def test_a_forged_link_and_one_of_another_purpose_are_worth_nothing(
    night: Night, step: Step
) -> None:
    other = link_token("confirm-repair", str(step.id), until=night.now + timedelta(days=1))
    for token in ("", "x", f"{step.id}", token_of(step)[:-1] + "!", other):
        assert step_of_token(token, night.now) is None


def test_a_link_of_somebody_who_left_is_worth_nothing(night: Night, step: Step) -> None:
    faik = Person.objects.get(id=night.cast.faik.id)
    faik.is_active = False
    faik.save()
    assert step_of_token(token_of(step), night.now) is None
    with pytest.raises(Refused, match="somebody else"):
        _acknowledge(night, step, faik)


def test_a_step_that_was_overtaken_can_still_be_acknowledged(night: Night, step: Step) -> None:
    assert not is_overtaken(step)
    night.forward(hours=1)
    found = step_of_token(token_of(step), night.now)
    assert found is not None
    assert is_overtaken(found)
    _acknowledge(night, step, night.cast.faik)
    assert night.entries()[-1] == "escalation_acknowledged"


@pytest.mark.parametrize("who", ["supervisor", "ladder holder", "administrator"])
def test_who_may_acknowledge_may_do_it_on_the_desk_for_the_holder(
    night: Night, step: Step, who: str
) -> None:
    person = night.cast.people()[who]
    acknowledged = acknowledge_step(actor=desk(person), now=night.now, step_id=step.id)
    assert acknowledged.acknowledged_by == person


@pytest.mark.parametrize("who", ["agent", "auditor", "problem manager", "customer administrator"])
def test_nobody_else_may(night: Night, step: Step, who: str) -> None:
    with pytest.raises(Refused, match="somebody else"):
        acknowledge_step(actor=desk(night.cast.people()[who]), now=night.now, step_id=step.id)
    with pytest.raises(Refused, match="somebody else"):
        acknowledge_step(actor=Actor(None, Channel.LINK), now=night.now, step_id=step.id)
    step.refresh_from_db()
    assert step.acknowledged_at is None


def test_on_a_closed_ticket_nothing_is_asked_any_more(night: Night, step: Step) -> None:
    night.move(State.CLOSED, reason="a test")
    with pytest.raises(Refused, match="closed by now"):
        _acknowledge(night, step, night.cast.faik)


def test_a_clock_of_the_web_that_runs_behind_writes_no_time_before_the_step(
    night: Night, step: Step
) -> None:
    actor = Actor(night.cast.faik, Channel.LINK)
    acknowledged = acknowledge_step(actor=actor, now=NOW, step_id=step.id)
    assert acknowledged.acknowledged_at == step.at


def _acknowledge(night: Night, step: Step, person: Person) -> Step:
    actor = Actor(person, Channel.LINK)
    return acknowledge_step(actor=actor, now=night.now, step_id=step.id)
