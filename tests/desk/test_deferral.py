"""Deferral at the desk (P5): propose, answer, log the call; the queue."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.models import Ticket
from tests.cast import Cast, panel
from tests.desk.forms import drawn, post
from tests.tickets.deferrals import (
    EVENING,
    OPENING,
    agreed,
    answered,
    loud_fan,
    mails,
    ours,
    theirs,
)


@pytest.fixture
def ticket(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A fault that may wait, and it is still evening."""
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    return loud_fan(cast)


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_an_agent_proposes_and_sees_who_was_asked(ticket: Ticket, elira: Client) -> None:
    assert "Propose it to the customer" in page_of(elira, ticket)
    fields = drawn(ticket, token=str(uuid4()), text="May it wait?")
    assert post(elira, ticket, "deferral", fields).status_code == 302
    page = page_of(elira, ticket)
    assert "Proposed to the customer. The clocks run until they agree." in page
    assert "Alba" in page
    fields = drawn(ticket, number=1, answer="withdraw", text="")
    assert post(elira, ticket, "deferral/answer", fields).status_code == 302
    assert "Propose it to the customer" in page_of(elira, ticket)


@pytest.mark.parametrize(("answer", "state"), [("agree", "deferred"), ("decline", "in_progress")])
def test_an_agent_answers_what_the_customer_proposes(
    cast: Cast, ticket: Ticket, elira: Client, answer: str, state: str
) -> None:
    theirs(cast, ticket, text="It can wait.")
    page = page_of(elira, ticket)
    assert "The customer proposes to wait" in page
    assert "It can wait." in page
    fields = drawn(ticket, number=1, answer=answer, text="Fine.")
    assert post(elira, ticket, "deferral/answer", fields).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == state
    what = "deferral_agreed" if answer == "agree" else "deferral_declined"
    assert (what, "Alba") in mails()


def test_the_second_answer_is_told_and_its_words_stay_on_the_page(
    cast: Cast, ticket: Ticket, elira: Client
) -> None:
    ours(cast, ticket)
    answered(panel(cast.alba), ticket)
    form = drawn(
        ticket, token=str(uuid4()), verified="call_back", contact=cast.alba.id, answer="decline"
    )
    response = post(elira, ticket, "deferral/call", form | {"text": "She says no."})
    page = response.content.decode()
    assert response.status_code == 422
    assert "She says no." in page
    ticket.refresh_from_db()
    assert ticket.state == "deferred"


def test_a_logged_call_names_the_contact(cast: Cast, ticket: Ticket, elira: Client) -> None:
    fields = drawn(
        ticket,
        token=str(uuid4()),
        verified="call_back",
        contact=cast.drita.id,
        answer="agree",
        text="Yes.",
    )
    assert post(elira, ticket, "deferral/call", fields).status_code == 302
    assert "Drita" in page_of(elira, ticket)
    assert ("deferral_agreed", "Drita") in mails()
    assert ticket.entries.get(kind="call").data["verified"] == "call_back"


def test_nobody_agrees_on_the_telephone_whom_we_do_not_know(
    cast: Cast, ticket: Ticket, elira: Client
) -> None:
    fields = drawn(ticket, token=str(uuid4()), contact=cast.drita.id, answer="agree", text="Yes.")
    for verified in ({}, {"verified": "no"}, {"verified": "pin", "pin": "804713"}):
        assert post(elira, ticket, "deferral/call", fields | verified).status_code == 422
    ticket.refresh_from_db()
    assert ticket.state != "deferred"


def test_a_contact_without_the_right_cannot_be_named(
    cast: Cast, ticket: Ticket, elira: Client
) -> None:
    fields = drawn(
        ticket,
        token=str(uuid4()),
        verified="call_back",
        contact=cast.besa.id,
        answer="agree",
        text="Yes.",
    )
    assert post(elira, ticket, "deferral/call", fields).status_code == 422
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


def test_the_queue_holds_it_until_business_hours_begin(
    cast: Cast, ticket: Ticket, elira: Client
) -> None:
    agreed(cast, ticket)
    assert ticket.subject in elira.get("/desk/queues/deferred/").content.decode()
    run_due_timers(now=OPENING)
    assert ticket.subject not in elira.get("/desk/queues/deferred/").content.decode()


def test_why_not_stands_on_the_desk(cast: Cast, ticket: Ticket, elira: Client) -> None:
    daily = loud_fan(cast, key="form:day", received_at=EVENING.replace(hour=10))
    assert "It was reported during business hours" in page_of(elira, daily)
