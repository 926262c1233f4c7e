"""Asking for an escalation by hand: always accepted, recorded and answered (E2, E4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.catalogue.models import Provider
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.models import Request
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.tickets.states import State
from tests.cast import NOW, Cast
from tests.escalation.night import Night, publish


def test_it_steps_at_once_when_nothing_was_escalated_yet(night: Night) -> None:
    night.report()
    night.forward(minutes=5)
    request = night.ask(reason="Our office stands still.")
    assert request.outcome == "stepped"
    assert night.steps() == [(1, NOW + timedelta(minutes=5), "request")]
    assert night.entries(for_customer=True) == ["escalation_requested", "escalation_stepped"]
    assert night.told() == ["faik"]


def test_it_works_before_the_worker_has_seen_the_ticket(night: Night) -> None:
    night.report()
    night.run.delete()
    assert night.ask().outcome == "stepped"
    assert night.levels() == [1]


def test_the_holder_reads_who_asks_why_and_whom_to_call(night: Night) -> None:
    night.report()
    night.ask(reason="Our office stands still.", call_back=True)
    text = night.mail("escalation_step").text
    for expected in ("Alba asked for it", "Our office stands still.", "+355 69 000 0000"):
        assert expected in text, expected


def test_within_an_hour_of_the_last_step_it_is_a_reminder_to_the_present_holder(
    night: Night,
) -> None:
    night.report()
    night.ask(key="form:1")
    night.forward(minutes=59)
    second = night.ask(key="form:2", reason="Still nothing.")
    assert second.outcome == "reminded"
    assert night.levels() == [1]
    assert night.told("escalation_reminder") == ["faik"]
    reminder = night.mail("escalation_reminder").text
    assert "Still nothing." in reminder
    assert "/acknowledge/" in reminder


def test_an_hour_after_the_last_step_it_steps_again(night: Night) -> None:
    night.report("major")
    night.ask(key="form:1")
    night.forward(minutes=60)
    assert night.ask(key="form:2").outcome == "stepped"
    assert night.levels() == [1, 2]


def test_a_step_by_age_holds_back_the_step_of_a_request_as_well(night: Night) -> None:
    night.report()
    night.forward(minutes=90)
    assert night.ask().outcome == "reminded"
    assert night.levels() == [1]


def test_at_the_top_it_is_a_reminder_and_says_so(night: Night) -> None:
    night.report()
    night.forward(hours=9)
    assert night.levels() == [1, 2, 3, 4]
    assert night.ask().outcome == "reminded"
    assert night.told("escalation_reminder") == ["iris"]
    assert "highest level" in night.mail("escalation_answer").text


def test_a_step_by_request_is_not_taken_again_by_age(night: Night) -> None:
    night.report()
    night.forward(minutes=50)
    night.ask()
    night.forward(hours=1)
    assert night.steps() == [
        (1, NOW + timedelta(minutes=50), "request"),
    ]
    assert night.run.next_step_at == NOW + timedelta(hours=2)


def test_every_request_is_answered_to_who_asked(night: Night) -> None:
    night.report()
    night.ask(key="form:1")
    first = night.mail("escalation_answer")
    assert first.to_address == night.cast.alba.email
    assert "Support supervisor has just been told" in first.text
    night.forward(minutes=10)
    night.ask(key="form:2", call_back=True)
    second = night.mail("escalation_answer").text
    assert "level 1" in second
    assert "10:00" in second, "since when"
    assert "11:00" in second, "from when on a request steps again"
    assert "call you back: +355 69 000 0000" in second


def test_the_answer_stands_in_the_readers_language_with_english_beneath(night: Night) -> None:
    night.cast.alba.language = "de"
    night.cast.alba.save()
    night.report()
    night.ask()
    _german, english = night.mail("escalation_answer").text.split("-" * 64)
    assert "Dear Alba" in english


def test_the_same_form_sent_twice_counts_once(night: Night) -> None:
    night.report()
    first, again = night.ask(key="form:1"), night.ask(key="form:1")
    assert first == again
    assert Request.objects.count() == 1
    assert night.told("escalation_answer") == ["alba"]


def test_the_same_key_on_another_ticket_is_another_request(night: Night) -> None:
    night.report()
    night.ask(key="form:1")
    night.report(key="form:other")
    assert night.ask(key="form:1").outcome == "stepped"
    assert Request.objects.count() == 2


@pytest.mark.parametrize(
    "state", [State.WAITING_CUSTOMER, State.WAITING_CARRIER, State.RESTORED, State.RESOLVED]
)
def test_it_is_accepted_in_every_state_of_an_open_ticket(night: Night, state: State) -> None:
    night.report()
    night.move(state)
    assert night.ask().outcome == "stepped"


def test_a_closed_ticket_is_refused_kindly_and_nothing_is_written(night: Night) -> None:
    night.report()
    night.move(State.CLOSED, reason="a test")
    with pytest.raises(Refused, match="open the ticket again"):
        night.ask()
    assert not Request.objects.exists()
    assert night.entries() == []


def test_a_call_written_down_by_staff_is_the_callers_request(night: Night) -> None:
    night.report()
    request = request_escalation(
        actor=Actor(night.cast.elira, Channel.PHONE),
        now=night.now,
        ticket_id=night.ticket_id,
        reason="She called.",
        key="call:1",
        on_behalf_of=night.cast.alba,
    )
    assert (request.person, request.channel) == (night.cast.alba, "phone")
    entry = night.ticket.entries.get(kind="escalation_requested")
    assert (entry.actor, entry.channel) == (night.cast.elira, "phone")
    assert night.told("escalation_answer") == ["alba"]


def test_a_request_without_a_person_is_a_mistake_of_the_program(night: Night) -> None:
    night.report()
    with pytest.raises(ValueError, match="person"):
        request_escalation(
            actor=Actor(None, Channel.SYSTEM),
            now=night.now,
            ticket_id=night.ticket_id,
            reason="",
            key="x",
        )


def test_where_no_matrix_applies_the_duty_manager_is_the_level(cast: Cast) -> None:
    Provider.objects.update(duty_manager=cast.hana)
    night = Night(cast)
    night.report()
    assert night.ask(key="form:1").outcome == "stepped"
    assert night.told() == ["hana"]
    assert night.ask(key="form:2").outcome == "reminded"
    assert night.told("escalation_reminder") == ["hana"]


def test_without_matrix_and_duty_manager_it_goes_before_the_supervisors(cast: Cast) -> None:
    night = Night(cast)
    night.report()
    request = night.ask(reason="Is anybody there?")
    assert request.outcome == "reminded"
    assert night.entries() == ["escalation_requested", "escalation_skipped"]
    assert night.told("escalation_reminder") == ["faik"]
    assert "Is anybody there?" in night.mail("escalation_reminder").text
    assert "before our supervisors" in night.mail("escalation_answer").text


def test_a_holder_who_left_is_not_reminded_but_the_duty_manager(night: Night) -> None:
    Provider.objects.update(duty_manager=night.cast.jon)
    night.report()
    night.ask(key="form:1")
    night.cast.faik.is_active = False
    night.cast.faik.save()
    night.ask(key="form:2")
    assert night.told("escalation_reminder") == ["jon"]
    assert "/acknowledge/" not in night.mail("escalation_reminder").text


def test_the_mails_belong_to_the_tickets_thread(night: Night) -> None:
    night.report()
    night.ask()
    for message in Message.objects.filter(purpose__startswith="escalation"):
        assert message.subject.endswith("Link down in Tirana")
        assert message.reply_to.startswith(f"support+{night.ticket.number}.")
        assert message.in_reply_to
        assert message.is_automatic


def test_a_matrix_of_the_service_decides_who_is_asked(night: Night) -> None:
    publish(night.cast.jon, slug="transit", scope=night.cast.transit)
    night.report()
    night.ask()
    assert night.told() == ["jon"]
