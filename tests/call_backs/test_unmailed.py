"""Customers without e-mail: every mail to them becomes a call that somebody makes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack
from qendra.call_backs.selectors import open_call_backs
from qendra.jobs import call_backs
from qendra.outbox.models import Message, Unmailed
from qendra.tickets.actions.conversation import log_call, reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket whose reporter has no mail address."""
    Person.objects.filter(id=cast.besa.id).update(email=None, phone="+355 69 000 0002")
    cast.besa.refresh_from_db()
    return opened(cast, reporter=cast.besa)


def waiting() -> list[CallBack]:
    return list(open_call_backs())


def test_the_acknowledgement_is_to_be_told_on_the_telephone(cast: Cast, ticket: Ticket) -> None:
    assert call_backs.run_once(now=NOW) == 1
    (call,) = waiting()
    assert (call.reason, call.person, call.number) == ("mail", cast.besa, "+355 69 000 0002")
    assert (call.ticket, call.due_at) == (ticket, NOW + timedelta(hours=1))
    assert f"IS-{ticket.number[:4]}" in call.words
    assert not Message.objects.filter(to_address="").exists()


def test_an_answer_is_told_word_for_word_and_one_call_tells_everything(
    cast: Cast, ticket: Ticket
) -> None:
    for number in range(2):
        words = Words(text=f"Answer {number}.")
        reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
    call_backs.run_once(now=NOW)
    (call,) = waiting()
    assert "Answer 0." in call.words
    assert "Answer 1." in call.words


def test_a_logged_call_answers_it_and_what_comes_later_waits_anew(
    cast: Cast, ticket: Ticket
) -> None:
    call_backs.run_once(now=NOW)
    actor, words = desk(cast.elira), Words(text="Told them.")
    log_call(actor=actor, now=NOW, ticket_id=ticket.id, words=words, direction="out")
    assert waiting() == []
    call_backs.run_once(now=NOW)
    later = NOW + timedelta(hours=2)
    move_ticket(actor=actor, now=later, ticket_id=ticket.id, to=State.RESTORED, happened_at=later)
    call_backs.run_once(now=later)
    (call,) = waiting()
    assert "Told them." not in call.words
    assert call.wanted_at == later


def test_nothing_is_told_twice_and_nobody_with_an_address_is_called(
    cast: Cast, ticket: Ticket
) -> None:
    opened(cast, key="form:2", reporter=cast.alba)
    opened(cast, key="form:1", reporter=cast.besa)
    assert Unmailed.objects.count() == 1
    call_backs.run_once(now=NOW)
    call_backs.run_once(now=NOW)
    assert [each.ticket for each in waiting()] == [ticket]


def test_they_were_told_takes_it_off_the_ticket(cast: Cast, ticket: Ticket, elira: Client) -> None:
    call_backs.run_once(now=NOW)
    (call,) = waiting()
    page = elira.get(f"/desk/tickets/{ticket.number}/").text
    assert "No e-mail: please tell them on the telephone." in page
    done = {"outcome": "Told on the telephone.", "from_ticket": "1"}
    page = elira.post(f"/desk/call-backs/{call.id}/outcome/", done, follow=True).text
    assert "No e-mail: please tell them" not in page
    assert waiting() == []
