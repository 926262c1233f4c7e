"""Where nothing broke, no mail, no page of the panel and no clock of the desk says repair."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.outbox.models import Message
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.addresses import confirm_url, shown_id
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import Cast, desk, opened

OF_A_FAULT = re.compile(
    r"repair|fault comes back|works? again|still broken|it is back", re.IGNORECASE
)
# The states in which something is promised, or asked.
STATES = [State.IN_PROGRESS, State.RESTORED, State.RESOLVED, State.CLOSED]


def ticket_of(cast: Cast, kind: str, *states: State) -> Ticket:
    now = timezone.now()
    ticket = opened(cast, now=now - timedelta(minutes=10), kind=kind, facts=())
    for state in states:
        move_ticket(
            actor=desk(cast.elira), now=now, ticket_id=ticket.id, to=state, reason="Agreed by phone"
        )
    ticket.refresh_from_db()
    return ticket


def mails() -> str:
    return "\n".join(message.text for message in Message.objects.order_by("id"))


def page_in_the_panel(cast: Cast, ticket: Ticket) -> str:
    """The ticket in the panel, between the header and the footer."""
    client = Client()
    client.force_login(cast.alba)
    page = client.get(f"/tickets/{shown_id(ticket, cast.provider)}/").content.decode()
    return page[page.index('id="content"') : page.index("<footer")]


def clocks_on_the_desk(cast: Cast, ticket: Ticket) -> str:
    client = Client()
    client.force_login(cast.elira)
    page = client.get(f"/desk/tickets/{shown_id(ticket, cast.provider)}/").content.decode()
    return "".join(re.findall(r'(?s)<[^>]*class="clock.*?</', page))


@pytest.mark.parametrize("state", STATES)
def test_the_panel_says_by_when_a_request_is_done(cast: Cast, state: State) -> None:
    page = page_in_the_panel(cast, ticket_of(cast, "request", state))
    assert OF_A_FAULT.findall(page) == []


def test_the_mails_of_a_request_speak_of_its_completion(cast: Cast) -> None:
    ticket_of(cast, "request", State.RESTORED, State.RESOLVED, State.CLOSED)
    told = mails()
    assert OF_A_FAULT.findall(told) == []
    for words in ("Done by:", "what you asked for is done", "Done at:", "If you need more"):
        assert words in told


def test_the_mails_of_a_fault_still_speak_of_its_repair(cast: Cast) -> None:
    ticket_of(cast, "fault", State.RESTORED, State.RESOLVED, State.CLOSED)
    told = mails()
    for words in ("Repair by:", "the fault is repaired", "Restored at:", "If the fault comes back"):
        assert words in told


def test_the_desk_shows_when_a_request_is_to_be_done(cast: Cast) -> None:
    request = clocks_on_the_desk(cast, ticket_of(cast, "request"))
    assert "Done" in request
    assert "To be done by" in request
    assert "Repair" not in request


@pytest.mark.parametrize(
    ("kind", "question", "yes"),
    [
        ("request", "Is it done?", "Yes, it is done"),
        ("fault", "Does it work again?", "Yes, it works again"),
    ],
)
def test_the_question_at_the_end_is_that_of_its_kind(
    cast: Cast, kind: str, question: str, yes: str
) -> None:
    ticket = ticket_of(cast, kind, State.RESOLVED)
    address = confirm_url(ticket).removeprefix("http://127.0.0.1:8000")
    page = Client().get(address).content.decode()
    assert question in page
    assert yes in page
    closed = Client().post(address, {"answer": "works"}).content.decode()
    assert ("If you need more" in closed) is (kind == "request")
