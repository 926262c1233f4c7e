"""A call that was asked for with an escalation: open for the level's holder until it is logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from qendra.call_backs.models import CallBack
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.jobs import call_backs
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import log_call, reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened

ASKED = {"reason": "Nothing moves.", "call_back": "on", "number": "+355 68 555 0101"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)
    return opened(cast)


@pytest.fixture
def alba(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))
    client = Client()
    client.force_login(cast.alba)
    return client


def ask(alba: Client, ticket: Ticket, **changes: object) -> str:
    token = "0d9e8f0e-8a0e-4f5b-9d0a-000000000001"
    given = {"token": token, **ASKED, **changes}
    return alba.post(f"/tickets/{ticket.number}/escalation/", given).content.decode()


def test_the_number_is_kept_with_the_request_and_told_to_the_holder(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    ask(alba, ticket)
    entry = ticket.entries.get(kind="escalation_requested")
    assert entry.data["number"] == "+355 68 555 0101"
    step = Message.objects.get(purpose="escalation_step")
    assert "Please call back: +355 68 555 0101" in step.text
    wanted = CallBack.objects.get()
    assert (wanted.number, wanted.holder, wanted.person) == (
        "+355 68 555 0101",
        cast.hana,
        cast.alba,
    )


def test_a_number_that_is_none_is_asked_for_again(alba: Client, ticket: Ticket) -> None:
    page = ask(alba, ticket, number="soon")
    assert "Write the number on which we reach you." in page
    assert "Nothing moves." in page
    assert not CallBack.objects.exists()


def test_without_the_wish_there_is_no_call_back(alba: Client, ticket: Ticket) -> None:
    ask(alba, ticket, call_back="")
    assert not CallBack.objects.exists()


def test_the_desk_asks_for_the_call_until_one_is_logged(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    ask(alba, ticket)
    elira = Client()
    elira.force_login(cast.elira)
    shown = "+355 68 555 0101"
    assert shown in elira.get("/desk/call-backs/").content.decode()
    case = f"/desk/tickets/{ticket.number}/"
    assert "The customer waits for a call." in elira.get(case).content.decode()
    later = NOW + timedelta(minutes=10)
    reply(actor=desk(cast.elira), now=later, ticket_id=ticket.id, words=Words("We call soon."))
    assert shown in elira.get("/desk/call-backs/").content.decode()
    log_call(
        actor=desk(cast.elira),
        now=later,
        ticket_id=ticket.id,
        words=Words("Told her what we do."),
        direction="out",
    )
    assert "Nobody waits for a call" in elira.get("/desk/call-backs/").content.decode()
    assert "The customer waits for a call." not in elira.get(case).content.decode()
    call_backs.run_once(now=later)
    assert CallBack.objects.get().answered_by == cast.elira


def test_the_holder_is_reminded_after_an_hour(alba: Client, cast: Cast, ticket: Ticket) -> None:
    ask(alba, ticket)
    call_backs.run_once(now=NOW + timedelta(minutes=64))
    assert not Message.objects.filter(purpose="call_back_waiting").exists()
    call_backs.run_once(now=NOW + timedelta(minutes=66))
    assert Message.objects.get(purpose="call_back_waiting").to_address == cast.hana.email


def test_the_same_form_sent_twice_promises_one_call(alba: Client, ticket: Ticket) -> None:
    ask(alba, ticket)
    ask(alba, ticket)
    assert CallBack.objects.count() == 1
