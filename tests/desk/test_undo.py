"""Undo instead of "are you sure": what is sent is held for a moment, what is done is reversed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qendra.desk.actions.holding import HOLD, release_due
from qendra.desk.models import Held
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, State, Way
from qendra.intake.email.reasons import Reason
from qendra.lib.said import undo_in
from qendra.outbox.models import Message
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import State as TicketState
from tests.browsers import Browser
from tests.cast import NOW, Cast, desk, opened
from tests.desk.forms import compose, drawn, send

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


def undo_of(client: Client, response: Response) -> str:
    """Where the message after this answer leads to undo it; empty without."""
    assert response.status_code == 302, response.content.decode()
    page = client.get(response["Location"].partition("#")[0])
    found = [undo_in(message.extra_tags or "") for message in page.context["messages"]]
    return found[-1] if found else ""


def later() -> int:
    return release_due(now=timezone.now() + HOLD)


def test_an_answer_is_no_entry_before_its_moment_has_come(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    send(elira, ticket, "entries", compose(ticket, "reply", "A technician comes."))
    assert release_due(now=timezone.now() + HOLD - timedelta(seconds=2)) == 0
    assert not ticket.entries.filter(kind="reply").exists()
    assert not Message.objects.filter(purpose="reply").exists()
    assert Ticket.objects.get(id=ticket.id).responded_at is None
    page = elira.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "A technician comes." in page
    assert "Leaves in a few seconds." in page
    assert later() == 1
    assert ticket.entries.get(kind="reply").actor == cast.elira
    assert Message.objects.filter(purpose="reply").count() == 1
    assert later() == 0


@pytest.mark.parametrize("mode", ["reply", "note", "call"])
def test_taken_back_it_never_happened_and_the_words_are_in_the_composer(
    cast: Cast, elira: Client, mode: str
) -> None:
    ticket = opened(cast)
    before = ticket.entries.count()
    file = SimpleUploadedFile("plan.txt", b"at two", "text/plain")
    fields = compose(ticket, mode, "Wrong ticket.", with_whom="Alba", attachments=file)
    undo = undo_of(elira, send(elira, ticket, "entries", fields))
    response = elira.post(undo)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Taken back: nothing has left." in page
    assert "plan.txt" in page
    assert response.context["compose"].chosen == mode
    assert "Wrong ticket." in response.context["compose"].text
    assert later() == 0
    assert ticket.entries.count() == before


def test_what_has_left_cannot_be_taken_back(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    undo = undo_of(elira, send(elira, ticket, "entries", compose(ticket, "note", "Gone.")))
    later()
    page = elira.post(undo, follow=True).content.decode()
    assert "It has left already" in page
    assert ticket.entries.filter(kind="note").count() == 1


def test_nobody_takes_back_what_somebody_else_sent(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    elira, faik = browser(cast.elira), browser(cast.faik)
    undo = undo_of(elira, send(elira, ticket, "entries", compose(ticket, "reply", "Mine.")))
    faik.post(undo)
    assert Held.objects.count() == 1
    assert undo not in faik.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_two_answers_held_at_once_would_cross_and_the_second_is_told(
    cast: Cast, browser: Browser
) -> None:
    ticket = opened(cast)
    send(browser(cast.elira), ticket, "entries", compose(ticket, "reply", "I have it."))
    second = send(browser(cast.faik), ticket, "entries", compose(ticket, "reply", "So have I."))
    assert second.status_code == 409
    assert "Elira is just sending something" in second.content.decode()
    assert "So have I." in second.content.decode()


def test_the_same_form_twice_is_held_once_and_leaves_once(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "Once.")
    for _ in range(2):
        assert send(elira, ticket, "entries", fields).status_code == 302
    assert later() == 1
    assert send(elira, ticket, "entries", fields).status_code == 302
    assert later() == 0
    assert ticket.entries.filter(kind="reply").count() == 1


def test_a_worker_that_dies_on_the_way_loses_nothing_and_doubles_nothing(
    cast: Cast, elira: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = opened(cast)
    send(elira, ticket, "entries", compose(ticket, "reply", "Once."))
    with monkeypatch.context() as patched:
        patched.setattr(Held, "delete", _dies)
        with pytest.raises(KeyboardInterrupt):
            later()
    assert not ticket.entries.filter(kind="reply").exists()
    assert later() == 1
    assert ticket.entries.filter(kind="reply").count() == 1


def _dies(_held: Held) -> None:
    raise KeyboardInterrupt


def test_what_became_impossible_meanwhile_waits_for_its_author(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = compose(ticket, "reply", "It works again.", then="resolved")
    send(elira, ticket, "entries", fields)
    move_ticket(
        actor=desk(cast.faik),
        now=timezone.now(),
        ticket_id=ticket.id,
        to=TicketState.CANCELLED,
        reason="A test.",
    )
    later()
    assert not ticket.entries.filter(kind="reply").exists()
    page = elira.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Not done:" in page
    assert "It works again." in page
    assert later() == 0
    held = Held.objects.get()
    assert "It works again." in elira.post(f"/desk/undo/?held={held.id}").content.decode()


def test_a_rule_that_says_no_says_it_at_once(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    response = send(elira, ticket, "moves", drawn(ticket, to="closed", reason=""))
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    assert not Held.objects.exists()


def test_a_move_that_the_customer_is_told_of_can_be_taken_back(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    undo = undo_of(elira, send(elira, ticket, "moves", drawn(ticket, to="resolved")))
    assert Ticket.objects.get(id=ticket.id).state == "new"
    elira.post(undo)
    assert later() == 0
    assert Ticket.objects.get(id=ticket.id).state == "new"
    assert not Message.objects.filter(purpose="resolved").exists()


def test_an_assignment_and_a_silent_move_are_undone_by_another_entry(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast, now=timezone.now())
    team = cast.first_line.id
    for page, fields in (
        ("assignment", {"assignee": cast.elira.id, "team": team}),
        ("moves", {"to": "waiting_customer"}),
        ("moves", {"to": "cancelled", "reason": "A test."}),
    ):
        before = Ticket.objects.get(id=ticket.id)
        count = ticket.entries.count()
        undo = undo_of(elira, send(elira, ticket, page, drawn(ticket, **fields)))
        assert elira.post(undo).status_code == 302
        after = Ticket.objects.get(id=ticket.id)
        assert (after.state, after.assignee_id, after.team_id) == (
            before.state,
            before.assignee_id,
            before.team_id,
        )
        assert ticket.entries.count() > count
        assert not differences(after)


def test_it_is_not_undone_once_something_else_has_happened(
    cast: Cast, browser: Browser, elira: Client
) -> None:
    ticket = opened(cast, now=timezone.now())
    undo = undo_of(elira, send(elira, ticket, "moves", drawn(ticket, to="waiting_customer")))
    send(browser(cast.faik), ticket, "moves", drawn(ticket, to="waiting_carrier"))
    assert "Something else has happened since" in elira.post(undo, follow=True).content.decode()
    assert Ticket.objects.get(id=ticket.id).state == "waiting_carrier"


def test_a_dismissed_mail_comes_back_as_it_was(cast: Cast, elira: Client) -> None:
    raw = b"From: nobody@example.org\r\nSubject: Hello\r\n\r\nHelp\r\n"
    row = store_mail(raw=raw, envelope_from="", envelope_to=[], way=Way.SMTP, now=NOW)
    RawMail.objects.update(state=State.TRIAGE, reason=Reason.UNKNOWN_SENDER)
    undo = undo_of(elira, elira.post(f"/desk/triage/mails/{row.id}/dismissal/"))
    assert elira.post(undo)["Location"] == "/desk/triage/"
    assert (RawMail.objects.get().state, RawMail.objects.get().reason) == (
        State.TRIAGE,
        Reason.UNKNOWN_SENDER,
    )


@pytest.mark.parametrize("asked", ["entries=1", "mail=x:y:z", "held=x", "entries=1:2:3"])
def test_an_address_that_is_none_undoes_nothing(cast: Cast, elira: Client, asked: str) -> None:
    assert elira.post(f"/desk/undo/?{asked}").status_code == 404
