"""The page of a level's person: take it, send it up, hold it, give it back, and the call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.escalation.addresses import token_of
from qendra.escalation.models import Step
from tests.cast import Cast
from tests.desk.settings.pages import text_of
from tests.escalation.night import Night, publish

WHY = "The carrier needs a decision."


@pytest.fixture
def night(cast: Cast) -> Night:
    """A critical ticket at level 2, Hana's, reached this moment."""
    publish(cast.faik, cast.hana, cast.jon)
    night = Night(cast, now=timezone.now() - timedelta(hours=2))
    night.report()
    night.forward(hours=2)
    return night


def _press(night: Night, does: str, level: int = 2, **fields: str) -> str:
    step = Step.objects.get(run__ticket=night.ticket_id, level=level)
    return text_of(Client().post(f"/acknowledge/{token_of(step)}/", {"does": does, **fields}))


def test_who_takes_it_over_has_the_ticket(night: Night) -> None:
    assert "the ticket is yours" in _press(night, "take")
    assert night.ticket.assignee == night.cast.hana
    assert Step.objects.get(level=2).acknowledged_by == night.cast.hana
    assert "the ticket is yours" in _press(night, "take")
    assert night.ticket.entries.filter(kind="assigned", actor=night.cast.hana).count() == 1


def test_it_is_sent_up_at_once_and_once_with_the_reason(night: Night) -> None:
    for _twice in range(2):
        assert "The next level was told" in _press(night, "further", words=WHY)
    assert night.steps()[2:] == [(3, Step.objects.get(level=3).at, "staff")]
    entry = night.ticket.entries.get(kind="escalation_requested")
    assert entry.data["reason"] == WHY
    assert not entry.is_internal
    assert night.told() == ["faik", "hana", "jon"]
    assert "a colleague has sent this case up" in night.mail("escalation_step").text


def test_without_a_reason_nothing_goes_up_and_what_was_typed_stays(night: Night) -> None:
    assert "Write why: the customer reads it." in _press(night, "further", words=" ")
    assert "Write why: the customer reads it." in _press(night, "hold", hours="2")
    step = Step.objects.get(level=2)
    sent = {"does": "hold", "words": "Spare part", "hours": "24"}
    page = Client().post(f"/acknowledge/{token_of(step)}/", sent).content.decode()
    assert "Spare part" in page
    assert night.levels() == [1, 2]


def test_it_is_held_and_given_back(night: Night) -> None:
    assert "held back" in _press(night, "hold", words=WHY, hours="2")
    assert night.run.held_until is not None
    assert "level below has it again" in _press(night, "lower", words=WHY, hours="4")
    assert night.run.level == 1
    assert "another level by now" in _press(night, "lower", words=WHY, hours="4")


def test_at_the_top_there_is_nothing_above(night: Night) -> None:
    night.forward(hours=2)
    assert "highest level" in _press(night, "further", level=3, words=WHY)


def test_a_call_that_was_asked_for_is_logged(night: Night) -> None:
    night.ask(call_back=True)
    page = text_of(Client().get(f"/acknowledge/{token_of(Step.objects.get(level=2))}/"))
    assert "I have called back" in page
    for _twice in range(2):
        assert "the call is logged" in _press(night, "called", words="Told her about the splice.")
    entry = night.ticket.entries.get(kind="call")
    assert (entry.data["direction"], entry.data["with_whom"]) == ("out", "Alba")
    assert "Write down what was said" in _press(night, "called", words="")


def test_a_level_that_was_passed_only_takes(night: Night) -> None:
    page = text_of(Client().get(f"/acknowledge/{token_of(Step.objects.get(level=1))}/"))
    assert "I have it" in page
    assert "Keep it at my level" not in page
