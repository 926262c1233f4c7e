"""Deferral in the panel, and behind the link of the mail that asks (P5)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from qendra.catalogue.models import Membership
from qendra.tickets.actions.deferring import withdraw_deferral
from qendra.tickets.addresses import deferral_url
from qendra.tickets.agreement import agreement_of
from qendra.tickets.deferral import Side
from qendra.tickets.models import Ticket
from tests.cast import Cast, desk, opened, panel
from tests.tickets.deferrals import EVENING, OPENING, agreed, answered, loud_fan, ours, theirs

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A fault that may wait, and it is still evening."""
    monkeypatch.setattr(timezone, "now", lambda: EVENING + HOUR)
    return loud_fan(cast)


def path_of(ticket: Ticket, cast: Cast) -> str:
    return deferral_url(ticket, cast.alba).removeprefix("http://127.0.0.1:8000")


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.number}/", follow=True).content.decode()


def state_of(ticket: Ticket) -> str:
    return Ticket.objects.get(id=ticket.id).state


def test_a_customer_proposes_and_may_take_it_back(ticket: Ticket, alba: Client) -> None:
    assert "Propose to wait" in page_of(alba, ticket)
    form = {"token": str(uuid4()), "text": "We are asleep."}
    assert alba.post(f"/tickets/{ticket.number}/deferral/", form).status_code == 302
    page = page_of(alba, ticket)
    assert "You proposed to wait" in page
    assert "We are asleep." in page
    alba.post(f"/tickets/{ticket.number}/deferral/1/", {"answer": "withdraw"})
    assert "Propose to wait" in page_of(alba, ticket)


def test_a_customer_agrees_in_the_panel_and_reads_until_when(
    cast: Cast, ticket: Ticket, alba: Client
) -> None:
    ours(cast, ticket, text="May we come in the morning?")
    assert "May we come in the morning?" in page_of(alba, ticket)
    form = {"answer": "agree", "text": ""}
    assert alba.post(f"/tickets/{ticket.number}/deferral/1/", form).status_code == 302
    page = page_of(alba, ticket)
    assert "Put off, as agreed with you. We go on by ourselves:" in page
    assert "08:00 CET" in page
    assert state_of(ticket) == "deferred"


def test_who_comes_second_is_told_and_keeps_the_words(
    cast: Cast, ticket: Ticket, alba: Client
) -> None:
    ours(cast, ticket)
    answered(panel(cast.drita), ticket)
    form = {"answer": "decline", "text": "Please look tonight."}
    response = alba.post(f"/tickets/{ticket.number}/deferral/1/", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Drita has agreed already" in page
    assert "Please look tonight." in page
    assert state_of(ticket) == "deferred"


def test_it_got_worse_ends_the_agreement(cast: Cast, ticket: Ticket, alba: Client) -> None:
    agreed(cast, ticket)
    url = f"/tickets/{ticket.number}/worse/"
    missing = alba.post(url, {"token": str(uuid4()), "impact": "degradation", "text": ""})
    assert missing.status_code == 422
    form = {"token": str(uuid4()), "impact": "service_affecting", "text": "All is dark."}
    assert alba.post(url, form).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.impact) == ("in_progress", "service_affecting")


def test_where_the_offer_would_be_stands_why_not(cast: Cast, ticket: Ticket, alba: Client) -> None:
    pressing = opened(cast, key="form:dark", now=EVENING)
    assert "A Critical or Major fault is never put off." in page_of(alba, pressing)


def test_who_may_not_agree_has_no_button(cast: Cast, ticket: Ticket, alba: Client) -> None:
    ours(cast, ticket)
    Membership.objects.filter(person=cast.alba).update(rights=["see_all", "report"])
    page = page_of(alba, ticket)
    assert "Those of you who may agree have been asked." in page
    assert "Agree: it can wait" not in page
    form = {"answer": "agree", "text": ""}
    assert alba.post(f"/tickets/{ticket.number}/deferral/1/", form).status_code == 404


def test_a_look_at_the_signed_page_does_nothing(cast: Cast, ticket: Ticket) -> None:
    path = path_of(ours(cast, ticket), cast)
    answer = Client().get(path)
    assert "Can this wait until business hours?" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert state_of(ticket) == "in_progress"


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [("agree", "deferred", "Agreed: it waits"), ("decline", "in_progress", "Declined: we go on")],
)
def test_the_button_of_the_signed_page_answers_for_the_person(
    cast: Cast, ticket: Ticket, answer: str, state: str, told: str
) -> None:
    path = path_of(ours(cast, ticket), cast)
    page = Client().post(path, {"answer": answer, "text": "Fine."}).content.decode()
    assert told in page
    assert told in Client().get(path).content.decode()
    assert state_of(ticket) == state
    found = agreement_of(Ticket.objects.get(id=ticket.id))
    assert found
    assert found.answered
    assert (found.answered.by, found.answered.channel) == ("Alba", "link")


def test_the_signed_page_tells_the_second_who_was_first(cast: Cast, ticket: Ticket) -> None:
    path = path_of(ours(cast, ticket), cast)
    answered(panel(cast.drita), ticket)
    page = Client().post(path, {"answer": "decline", "text": ""}).content.decode()
    assert "Drita has agreed already" in page


def test_the_signed_page_ends_with_the_proposal_the_right_and_the_opening(
    cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(ours(cast, ticket), cast)
    Membership.objects.filter(person=cast.alba).update(rights=["see_all"])
    assert Client().get(path).status_code == 410
    Membership.objects.filter(person=cast.alba).update(rights=["see_all", "agree_deferral"])
    elira = desk(cast.elira)
    withdraw_deferral(actor=elira, now=EVENING, ticket_id=ticket.id, number=1, side=Side.PROVIDER)
    assert "The proposal has ended" in Client().get(path).content.decode()
    monkeypatch.setattr(timezone, "now", lambda: OPENING)
    assert Client().get(path).status_code == 410
    assert Client().get("/deferral/forged/").status_code == 410


def test_what_the_customer_proposed_is_no_business_of_a_link(cast: Cast, ticket: Ticket) -> None:
    path = path_of(theirs(cast, ticket), cast)
    page = Client().post(path, {"answer": "agree", "text": ""}).content.decode()
    assert "no longer open" in page
    assert state_of(ticket) == "in_progress"
