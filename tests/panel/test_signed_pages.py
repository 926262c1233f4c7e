"""Pages behind links in mails: they work signed out, and only their button does anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.addresses import token_of
from qendra.escalation.models import Step
from qendra.tickets.actions.moving import confirm_repair, move_ticket
from qendra.tickets.addresses import confirm_url
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import Cast, desk, opened, panel


@pytest.fixture
def resolved(cast: Cast) -> Ticket:
    """A ticket that we believe to be solved."""
    now = timezone.now()
    ticket = opened(cast, now=now - timedelta(hours=1))
    return move_ticket(actor=desk(cast.elira), now=now, ticket_id=ticket.id, to=State.RESOLVED)


@pytest.fixture
def step(cast: Cast) -> Step:
    """A critical ticket has reached its first level, which Hana holds today."""
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    now = timezone.now()
    install_default_matrix(now=now)
    opened(cast, now=now - timedelta(minutes=65), key="form:step")
    catch_up(now=now)
    step_due(now=now)
    return Step.objects.get()


def confirm_path(ticket: Ticket) -> str:
    return confirm_url(ticket).removeprefix("http://127.0.0.1:8000")


def acknowledge_path(step: Step) -> str:
    return f"/acknowledge/{token_of(step)}/"


def test_a_look_at_the_confirmation_does_nothing(resolved: Ticket) -> None:
    answer = Client().get(confirm_path(resolved))
    assert "Does it work again?" in answer.content.decode()
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED


def test_the_answer_yes_closes_the_ticket(resolved: Ticket) -> None:
    page = Client().post(confirm_path(resolved), {"answer": "works"}).content.decode()
    assert "The ticket is closed." in page
    resolved.refresh_from_db()
    assert resolved.state == State.CLOSED


def test_the_answer_no_reopens_it_with_the_words(resolved: Ticket) -> None:
    Client().post(confirm_path(resolved), {"answer": "broken", "text": "Still dead."})
    resolved.refresh_from_db()
    assert resolved.state == State.IN_PROGRESS
    assert resolved.entries.get(kind="message").words.text == "Still dead."


def test_an_answer_without_a_choice_does_nothing(resolved: Ticket) -> None:
    Client().post(confirm_path(resolved), {"answer": ""})
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED


def test_a_closed_ticket_can_only_be_disputed(cast: Cast, resolved: Ticket) -> None:
    confirm_repair(actor=panel(cast.alba), now=timezone.now(), ticket_id=resolved.id)
    page = Client().get(confirm_path(resolved)).content.decode()
    assert 'value="broken"' in page
    assert 'value="works"' not in page


def test_the_acknowledgement_names_ticket_level_and_what_is_asked(step: Step) -> None:
    page = Client().get(acknowledge_path(step)).content.decode()
    for words in ("Link down in Tirana", "Northwind", "1: Support supervisor", "I have it"):
        assert words in page
    step.refresh_from_db()
    assert step.acknowledged_at is None


def test_one_button_acknowledges_and_pressing_again_is_no_error(cast: Cast, step: Step) -> None:
    for _ in range(2):
        page = Client().post(acknowledge_path(step)).content.decode()
        assert "Thank you, it is yours" in page
    step.refresh_from_db()
    assert step.acknowledged_by == cast.hana
    assert step.run.ticket.entries.filter(kind="escalation_acknowledged").count() == 1


@pytest.mark.parametrize("path", ["/confirm/forged/", "/acknowledge/forged/"])
def test_a_link_that_is_worth_nothing_says_what_to_do(cast: Cast, path: str) -> None:
    for answer in (Client().get(path), Client().post(path, {"answer": "works"})):
        assert answer.status_code == 410
        assert "Nothing was changed." in answer.content.decode()


def test_a_confirmation_is_no_acknowledgement(resolved: Ticket, step: Step) -> None:
    token = confirm_path(resolved).removeprefix("/confirm/")
    assert Client().post(f"/acknowledge/{token}").status_code == 410
    assert Client().post(f"/confirm/{token_of(step)}/").status_code == 410


def test_neither_caches_nor_other_sites_learn_the_address(resolved: Ticket, step: Step) -> None:
    for path in (confirm_path(resolved), acknowledge_path(step)):
        answer = Client().get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
