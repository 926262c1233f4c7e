"""Answers by mail that move a ticket on its ladder: a customer's, and those of a level's person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.escalation.models import Request, Step
from qendra.intake.email.models import RawMail, State
from qendra.outbox.models import Message
from tests.cast import NOW, Cast
from tests.escalation.night import Night, publish
from tests.intake.email.letters import answer_to, arrive

ALBA, BESA = "alba@customer.example", "besa@customer.example"


@pytest.fixture
def night(cast: Cast) -> Night:
    """A critical ticket at level 1, Hana's, reached this moment."""
    publish(cast.hana, cast.jon)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    return night


def _answers(night: Night, text: str, *, sender: str = "", page: Message | None = None) -> RawMail:
    page = page or night.mail("escalation_step")
    raw = answer_to(page, sender or str(night.cast.hana.email), text)
    return arrive(raw, to=page.reply_to, now=night.now)


def test_ack_acknowledges_and_is_answered(night: Night) -> None:
    row = _answers(night, "ACK\n\n> Dear Hana")
    assert (row.state, row.ticket) == (State.TICKET, night.ticket)
    step = Step.objects.get()
    assert step.acknowledged_by == night.cast.hana
    entry = night.ticket.entries.get(kind="escalation_acknowledged")
    assert entry.channel == "email"
    assert "You have it" in night.mail("escalation_command").text
    assert night.told("escalation_command") == ["hana"]


def test_take_takes_the_ticket_over(night: Night) -> None:
    _answers(night, "Take!")
    assert night.ticket.assignee == night.cast.hana
    assert "The ticket is yours" in night.mail("escalation_command").text


def test_escalate_tells_the_next_level_with_the_reason(night: Night) -> None:
    _answers(night, "ESCALATE: two sites are down")
    assert night.told() == ["hana", "jon"]
    entry = night.ticket.entries.get(kind="escalation_requested")
    assert entry.data["reason"] == "two sites are down"
    _answers(night, "ESCALATE now")
    assert night.levels() == [1, 2]


def test_what_cannot_be_done_is_answered_with_a_plain_sentence(night: Night) -> None:
    first = night.mail("escalation_step")
    _answers(night, "ESCALATE")
    assert "Write why: the customer reads it." in night.mail("escalation_command").text
    night.now += timedelta(days=8)
    _answers(night, "ACK", page=first)
    assert "older than seven days" in night.mail("escalation_command").text
    assert not Step.objects.filter(acknowledged_at__isnull=False).exists()


@pytest.mark.parametrize("text", ["I have seen it.", "> ACK", "ACK?", "Thank you\nACK"])
def test_anything_else_waits_for_a_person_as_before(night: Night, text: str) -> None:
    assert _answers(night, text).state == State.TRIAGE
    assert not Step.objects.filter(acknowledged_at__isnull=False).exists()


def test_only_from_the_address_that_was_paged_and_to_the_signed_one(night: Night) -> None:
    page = night.mail("escalation_step")
    assert _answers(night, "ACK", sender=str(night.cast.elira.email)).state == State.TRIAGE
    raw = answer_to(page, str(night.cast.hana.email), "ACK", to="support@interspace.example")
    forged = raw.replace(page.message_id.encode(), b"1@customer.example")
    assert arrive(forged, now=night.now).state == State.TRIAGE
    assert not Step.objects.filter(acknowledged_at__isnull=False).exists()


def test_a_customer_asks_by_mail_and_is_answered_by_mail(night: Night) -> None:
    night.forward(minutes=59)
    acknowledgement = Message.objects.filter(to_address=ALBA).earliest("id")
    raw = answer_to(acknowledgement, ALBA, "Please escalate.\n\nNobody has called us.")
    for _twice in range(2):
        arrive(raw, to=acknowledgement.reply_to, now=night.now)
    request = Request.objects.get()
    assert (request.person, request.channel, request.kind) == (night.cast.alba, "email", "other")
    assert "Nobody has called us." in request.reason
    assert night.told("escalation_answer") == ["alba"]
    assert night.ticket.entries.filter(kind="message").count() == 1


def test_a_quoted_line_and_who_may_not_escalate_ask_for_nothing(night: Night) -> None:
    acknowledgement = Message.objects.filter(to_address=ALBA).earliest("id")
    for sender, text in ((ALBA, "It is fine.\n\n> Please escalate"), (BESA, "Please escalate")):
        arrive(answer_to(acknowledgement, sender, text), to=acknowledgement.reply_to, now=NOW)
    assert not Request.objects.exists()
