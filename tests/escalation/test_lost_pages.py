"""A page that no channel delivers counts as not sent: the next level is told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.escalation.actions.lost_pages import note_lost_pages
from qendra.escalation.selectors import ladder_of
from qendra.outbox.actions import mark_returned, requeue
from qendra.outbox.compose import envelope_sender
from qendra.outbox.models import Message, State
from qendra.tickets.states import State as TicketState
from tests.cast import NOW, Cast
from tests.escalation.night import Night, publish

HOUR = timedelta(hours=1)


def _refused(night: Night) -> Message:
    """The newest page, refused by the recipient's server."""
    page = night.mail("escalation_step")
    Message.objects.filter(id=page.id).update(state=State.DEAD, last_error="550 no such person")
    return page


def test_the_next_level_is_told_at_once_and_the_staff_read_why(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    _refused(night)
    night.forward(minutes=1)
    assert night.steps()[1:] == [(2, NOW + HOUR, "unreached")]
    assert night.told() == ["faik", "hana"]
    entry = night.ticket.entries.get(kind="escalation_page_lost")
    assert entry.is_internal
    assert entry.data == {
        "level": 1,
        "role": "Support supervisor",
        "holder": "Faik",
        "error": "550 no such person",
    }
    assert "could be reached" in night.mail("escalation_step").text


def test_it_is_noted_once_also_when_it_is_sent_again_in_vain(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    page = _refused(night)
    night.forward(minutes=1)
    requeue(message_id=page.id, now=night.now)
    Message.objects.filter(id=page.id).update(state=State.DEAD)
    night.forward(minutes=1)
    assert night.levels() == [1, 2]
    assert night.entries().count("escalation_page_lost") == 1


def test_a_page_of_a_level_that_was_passed_hurries_nobody(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    first = night.mail("escalation_step")
    night.forward(hours=1)
    Message.objects.filter(id=first.id).update(state=State.DEAD)
    night.forward(minutes=1)
    assert night.levels() == [1, 2]
    assert night.entries()[-1] == "escalation_page_lost"


def test_while_one_channel_is_still_trying_nobody_is_passed_over(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    page = _refused(night)
    page.pk, page.key, page.message_id = None, f"{page.key}:sms", f"sms-{page.message_id}"
    page.save(force_insert=True)
    night.forward(minutes=1)
    assert night.levels() == [1]


def test_at_the_top_the_supervisors_are_told_and_it_is_red(cast: Cast) -> None:
    publish(cast.hana)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    _refused(night)
    night.forward(minutes=1)
    assert night.levels() == [1]
    assert night.told("escalation_nobody") == ["faik"]
    assert ladder_of(night.ticket).is_unheard


def test_a_repaired_service_needs_nobody(night: Night) -> None:
    night.report()
    night.forward(hours=1)
    _refused(night)
    night.now += timedelta(minutes=5)
    night.move(TicketState.RESTORED)
    night.forward(minutes=1)
    assert night.levels() == [1]


@pytest.mark.parametrize("purpose", ["escalation_step", "escalation_answer"])
def test_only_a_page_that_came_back_is_dead(night: Night, purpose: str) -> None:
    night.report()
    night.ask()
    mail = night.mail(purpose)
    Message.objects.filter(id=mail.id).update(state=State.SENT, sent_at=NOW)
    came_back = mark_returned(
        message_id=mail.message_id, about_kind="ticket", about_id=night.ticket_id, reason="5.1.1"
    )
    mail.refresh_from_db()
    is_page = purpose == "escalation_step"
    assert came_back == is_page
    assert (mail.state == State.DEAD) == is_page
    assert (envelope_sender(mail) == mail.reply_to) == is_page


def test_a_ticket_that_somebody_works_on_is_left_for_the_next_time(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.report()
    night.forward(hours=1)
    _refused(night)
    with monkeypatch.context() as busy:
        busy.setattr("qendra.escalation.actions.lost_pages.lock_free", lambda **_: None)
        assert note_lost_pages(now=night.now) == 0
    assert note_lost_pages(now=night.now) == 1
