"""One ticket in the panel (S3, E2, E4): read, answer, confirm, reopen, escalate."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up
from qendra.escalation.models import Request
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.moving import assign, move_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import Cast, desk, opened, panel, report_of


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A critical ticket of Alba's, twenty minutes old."""
    install_default_matrix(now=timezone.now())
    return opened(cast, now=timezone.now() - timedelta(minutes=20))


def page(browser: Client, ticket: Ticket, path: str = "") -> str:
    return browser.get(f"/tickets/{ticket.number}/{path}", follow=True).content.decode()


def token() -> str:
    return str(uuid.uuid4())


def resolve(cast: Cast, ticket: Ticket, days_ago: int = 0) -> None:
    now = max(timezone.now() - timedelta(days=days_ago), ticket.opened_at)
    move_ticket(actor=desk(cast.elira), now=now, ticket_id=ticket.id, to=State.RESOLVED)


def test_the_page_tells_where_things_stand_and_what_happens_next(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    catch_up(now=timezone.now())
    shown = page(alba, ticket)
    assert "Your report is with us. It waits with: First line." in shown
    assert "the next level (Support supervisor) is told by itself" in shown
    assign(
        actor=desk(cast.elira),
        now=timezone.now(),
        ticket_id=ticket.id,
        assignee=cast.elira,
        team=None,
    )
    assert "We are working on it. It is with: Elira." in page(alba, ticket)


def test_the_customer_reads_answers_but_never_internal_notes(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    agent, now = desk(cast.elira), timezone.now()
    add_note(actor=agent, now=now, ticket_id=ticket.id, words=Words(text="They forgot to pay."))
    reply(actor=agent, now=now, ticket_id=ticket.id, words=Words(text="We see it <too>."))
    shown = page(alba, ticket)
    assert "We see it &lt;too&gt;." in shown
    assert "forgot to pay" not in shown


def test_the_customer_sees_whose_time_it_was_in_plain_words(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    move_ticket(
        actor=desk(cast.elira),
        now=timezone.now() - timedelta(minutes=5),
        ticket_id=ticket.id,
        to=State.WAITING_CUSTOMER,
    )
    shown = page(alba, ticket)
    assert 'class="clockbar__part" data-owner="customer"' in shown
    assert 'data-owner="provider">we worked on it <span class="clockkey__time">15 min' in shown
    assert 'data-owner="customer">we waited for you <span class="clockkey__time">5 min' in shown
    assert "Our time to repair stands still" in shown


def test_an_answer_joins_the_ticket_once(alba: Client, ticket: Ticket) -> None:
    given = {"token": token(), "text": "It is back since five minutes."}
    for _ in range(2):
        alba.post(f"/tickets/{ticket.number}/reply/", given)
    assert ticket.entries.filter(kind="message").count() == 1
    assert page(alba, ticket).count("It is back since five minutes.") == 1


def test_an_answer_with_an_error_comes_back_with_its_words(alba: Client, ticket: Ticket) -> None:
    given = {"token": "broken", "text": "Half a page of typing."}
    answer = alba.post(f"/tickets/{ticket.number}/reply/", given).content.decode()
    assert "Half a page of typing." in answer
    empty = alba.post(f"/tickets/{ticket.number}/reply/", {"token": token(), "text": " "})
    assert "Write something first" in empty.content.decode()
    assert not ticket.entries.filter(kind="message").exists()


def test_a_colleague_with_the_right_answers_too(
    browser: Browser, cast: Cast, ticket: Ticket
) -> None:
    given = {"token": token(), "text": "I see the same."}
    browser(cast.drita).post(f"/tickets/{ticket.number}/reply/", given)
    assert ticket.entries.get(kind="message").actor == cast.drita


def test_a_resolved_ticket_asks_and_closes_when_confirmed(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    resolve(cast, ticket)
    assert "Yes, it works again" in page(alba, ticket)
    shown = alba.post(f"/tickets/{ticket.number}/confirmation/", follow=True).content.decode()
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert "You confirmed that it works" in shown


def test_confirming_changes_nothing_by_looking(alba: Client, cast: Cast, ticket: Ticket) -> None:
    resolve(cast, ticket)
    alba.get(f"/tickets/{ticket.number}/confirmation/", follow=True)
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED


def test_a_ticket_that_is_worked_on_cannot_be_confirmed(alba: Client, ticket: Ticket) -> None:
    shown = alba.post(f"/tickets/{ticket.number}/confirmation/", follow=True).content.decode()
    assert "There is nothing to confirm" in shown


def test_still_broken_reopens_with_the_words(alba: Client, cast: Cast, ticket: Ticket) -> None:
    resolve(cast, ticket)
    given = {"token": token(), "text": "Still 40 % loss."}
    shown = alba.post(f"/tickets/{ticket.number}/reopening/", given, follow=True).content.decode()
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS
    assert "Still 40 % loss." in shown
    assert "Open again: we go on." in shown


def test_long_after_the_end_an_answer_opens_a_linked_ticket(alba: Client, cast: Cast) -> None:
    old = opened(cast, now=timezone.now() - timedelta(days=40))
    resolve(cast, old, days_ago=30)
    alba.post(f"/tickets/{old.number}/confirmation/")
    assert "that opens a new ticket" in page(alba, old)
    given = {"token": token(), "text": "It is back."}
    shown = alba.post(f"/tickets/{old.number}/reply/", given, follow=True).content.decode()
    new = Ticket.objects.exclude(id=old.id).get()
    assert "linked to it" in shown
    assert new.number[:4] in shown


def test_the_ladder_shows_level_next_step_and_roles_only(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    shown = page(alba, ticket, "escalation/")
    assert "Support supervisor" in shown
    assert "by itself" in shown
    assert "Hana" not in shown


def test_a_request_is_recorded_once_and_answered(alba: Client, cast: Cast, ticket: Ticket) -> None:
    given = {"token": token(), "reason": "Nobody calls me back."}
    given |= {"call_back": "on", "number": "+355 68 209 0000"}
    for _ in range(2):
        alba.post(f"/tickets/{ticket.number}/escalation/", given)
    asked = Request.objects.get()
    assert (asked.person, asked.call_back) == (cast.alba, True)
    assert page(alba, ticket).count("Nobody calls me back.") == 1


def test_without_a_reason_the_request_comes_back(alba: Client, ticket: Ticket) -> None:
    given = {"token": token(), "reason": "", "call_back": "on"}
    shown = alba.post(f"/tickets/{ticket.number}/escalation/", given).content.decode()
    assert 'id="id_reason_error"' in shown
    assert "checked" in shown
    assert not Request.objects.exists()


def test_who_may_not_escalate_sees_no_button(browser: Browser, cast: Cast) -> None:
    own = opened(cast, key="form:besa", reporter=cast.besa)
    besa = browser(cast.besa)
    assert f"/tickets/IS-{own.number[:4]}" in page(besa, own)
    assert "/escalation/" not in page(besa, own)
    assert besa.get(f"/tickets/{own.number}/escalation/").status_code == 404


def test_why_it_is_asked_for_is_chosen_and_until_when_it_is_answered_is_shown(
    alba: Client, ticket: Ticket
) -> None:
    given = {"token": token(), "why": "repair_missed", "reason": "It was due at noon."}
    alba.post(f"/tickets/{ticket.number}/escalation/", given)
    assert Request.objects.get().kind == "repair_missed"
    assert "You get our answer by" in page(alba, ticket)


def test_a_report_made_twice_is_read_where_it_goes_on(
    alba: Client, cast: Cast, ticket: Ticket
) -> None:
    now, besa = timezone.now(), Client()
    besa.force_login(cast.besa)
    report = report_of(
        cast, key="form:2", subject="No internet", reporter=cast.besa, received_at=now
    )
    again = open_ticket(actor=panel(cast.besa), now=now, report=report)
    assert besa.get(f"/tickets/{ticket.number}/").status_code == 404
    merge_ticket(actor=desk(cast.elira), now=now, ticket_id=again.id, into_id=ticket.id)
    ended = page(besa, again)
    assert "This ticket was joined with another one, where the work goes on." in ended
    assert ticket.subject in ended
    assert 'name="text"' not in ended
    for browser in (alba, besa):
        shown = page(browser, ticket)
        assert "is about the same, and goes on in this one." in shown
        assert shown.count("The link went down at ten.") == 2
