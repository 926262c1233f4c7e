"""A request has a reason of its own, and until when it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.ladder import Answers
from qendra.escalation.models import Reason, Request
from qendra.escalation.selectors import ladder_of
from qendra.tickets.actions.conversation import add_note, log_call, reply
from qendra.tickets.actions.writing import Words
from tests.cast import NOW, desk, panel
from tests.escalation.night import Night, levels_of, utc

WORDS = Words(text="The splice is done in an hour.")


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        ("critical", NOW + timedelta(minutes=30)),
        ("major", NOW + timedelta(hours=1)),
        ("minor", utc(11, 13)),
        ("low", utc(11, 13)),
    ],
)
def test_it_is_answered_by_the_defaults_or_by_what_the_matrix_says(
    night: Night, priority: str, due: datetime
) -> None:
    night.report(priority)
    assert night.ask().answer_due_at == due
    publish_matrix(
        actor=desk(night.cast.jon),
        now=NOW,
        slug="standard",
        name="Standard",
        levels=levels_of(night.cast.faik),
        requests=Answers(critical=5, major=5, minor=5, low=5),
    )
    night.report(priority, key="form:second")
    assert night.ask().answer_due_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("kind", list(Reason))
def test_the_reason_is_recorded_told_to_the_holder_and_written_down(
    night: Night, kind: Reason
) -> None:
    night.report()
    request = request_escalation(
        actor=panel(night.cast.alba),
        now=NOW,
        ticket_id=night.ticket_id,
        kind=kind,
        reason="Nothing moves.",
        key="form:1",
    )
    assert request.kind == kind
    assert night.ticket.entries.get(kind="escalation_requested").data["why"] == str(kind)
    assert str(kind.label) in night.mail("escalation_step").text
    assert "We promised an answer by" in night.mail("escalation_step").text
    assert "You get our answer by" in night.mail("escalation_answer").text


def test_a_reply_or_a_call_meets_it_and_a_note_does_not(night: Night) -> None:
    night.report()
    night.ask()
    elira, due = desk(night.cast.elira), NOW + timedelta(minutes=30)
    night.now += timedelta(minutes=10)
    add_note(actor=elira, now=night.now, ticket_id=night.ticket_id, words=WORDS)
    shown = ladder_of(night.ticket).request
    assert shown is not None
    assert (shown.at, shown.answer_due_at, shown.answered_at) == (NOW, due, None)
    reply(actor=elira, now=night.now, ticket_id=night.ticket_id, words=WORDS)
    shown = ladder_of(night.ticket).request
    assert shown is not None
    assert shown.answered_at == night.now
    night.now += timedelta(minutes=5)
    night.ask(key="form:2")
    called = Actor(night.cast.elira, Channel.PHONE)
    moment = night.now + timedelta(minutes=1)
    log_call(actor=called, now=moment, ticket_id=night.ticket_id, words=WORDS, direction="out")
    shown = ladder_of(night.ticket).request
    assert shown is not None
    assert (shown.at, shown.answered_at) == (night.now, moment)
    assert Request.objects.count() == 2
