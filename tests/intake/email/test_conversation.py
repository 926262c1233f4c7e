"""Replies land on their ticket by proof, and only from people who belong to it (S3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.catalogue.rights import CustomerRight
from qendra.intake.email.models import State
from qendra.intake.email.reasons import Reason
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State as TicketState
from tests.cast import NOW, Cast, desk, opened
from tests.intake.email.letters import SUPPORT, answer_to, arrive, letter, outgoing

ALBA = "alba@customer.example"
BESA = "besa@customer.example"
CEDRIC = "cedric@customer.example"
LATER = NOW + timedelta(hours=1)


def messages_on(ticket: Ticket) -> list[str]:
    return [entry.words.text for entry in ticket.entries.filter(kind="message").order_by("id")]


def our_mail(cast: Cast, ticket: Ticket) -> Message:
    """The last mail that left for Alba."""
    reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=Words(text="Is it so?"))
    return outgoing()[-1]


def moved(cast: Cast, ticket: Ticket, to: TicketState) -> None:
    move_ticket(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=to, reason="so it is")


def in_state(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.state


def shown(ticket: Ticket) -> str:
    return ticket_id.shown(ticket.number, "IS")


def test_the_signed_reply_address_proves_the_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    to = our_mail(cast, ticket).reply_to
    row = arrive(letter(ALBA, "Yes.", subject="no ID here", to=to), to=to, now=LATER)
    assert row.ticket == ticket
    assert messages_on(ticket) == ["Yes."]


def test_a_reply_address_that_only_the_envelope_knows_is_enough(cast: Cast) -> None:
    ticket = opened(cast)
    to = our_mail(cast, ticket).reply_to
    assert arrive(letter(ALBA, "Yes.", subject="hi"), to=to, now=LATER).ticket == ticket


def test_a_forged_reply_address_proves_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    forged = f"support+{ticket.number}.aaaaaaaaaaaaaaaa@interspace.example"
    row = arrive(letter(ALBA, "IPT-10001", subject="hi", to=forged), to=forged, now=LATER)
    assert row.ticket != ticket


def test_our_signed_message_id_proves_the_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    raw = answer_to(our_mail(cast, ticket), ALBA, "Yes.", to=SUPPORT, subject="no ID here")
    assert arrive(raw, now=LATER).ticket == ticket


def test_a_reference_to_a_mail_on_the_ticket_proves_it(cast: Cast) -> None:
    first = arrive(letter(ALBA, "IPT-10001", message_id="first@customer.example"))
    second = letter(
        BESA, "me too", subject="Fwd: x", headers=["References: <first@customer.example>"]
    )
    cast.besa.memberships.update(rights=[CustomerRight.SEE_ALL])
    assert arrive(second, now=LATER).ticket == first.ticket


def test_the_id_in_the_subject_is_enough_for_who_belongs_to_the_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    for written in (shown(ticket), shown(ticket).lower(), f"IS {ticket.number}"):
        row = arrive(letter(ALBA, f"about {written}", subject=f"Re: {written}"), now=LATER)
        assert row.ticket == ticket


def test_the_id_in_the_subject_is_nothing_for_a_colleague_who_may_not_see_it(cast: Cast) -> None:
    ticket = opened(cast)
    row = arrive(letter(BESA, "IPT-10001", subject=f"Re: {shown(ticket)}"), now=LATER)
    assert row.ticket != ticket
    assert messages_on(ticket) == []


@pytest.mark.parametrize("sender", [CEDRIC, BESA, "elira@interspace.example", "who@is.example"])
def test_with_proof_but_without_belonging_a_person_decides(cast: Cast, sender: str) -> None:
    ticket = opened(cast)
    raw = answer_to(our_mail(cast, ticket), sender, "let me in")
    row = arrive(raw, now=LATER)
    assert row.state == State.TRIAGE
    assert row.seems_to_be == ticket
    assert messages_on(ticket) == []


def test_only_new_words_are_shown_and_the_quoted_ones_are_kept(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    text = f"It is.\n\nOn 11.03.2026 10:00, Interspace <{SUPPORT}> wrote:\n> Is it so?\n"
    arrive(answer_to(ours, ALBA, text), now=LATER)
    words = ticket.entries.get(kind="message").words
    assert words.text == "It is."
    assert "> Is it so?" in words.history


def test_a_reply_ends_waiting_for_the_customer(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    moved(cast, ticket, TicketState.WAITING_CUSTOMER)
    arrive(answer_to(ours, ALBA, "Here is what you asked."), now=LATER)
    assert in_state(ticket) == TicketState.IN_PROGRESS


def test_an_automatic_reply_with_proof_is_kept_and_ends_no_waiting(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    moved(cast, ticket, TicketState.WAITING_CUSTOMER)
    before = len(outgoing())
    raw = b"Auto-Submitted: auto-replied\r\n" + answer_to(ours, ALBA, "I am away.")
    assert arrive(raw, now=LATER).ticket == ticket
    assert in_state(ticket) == TicketState.WAITING_CUSTOMER
    assert messages_on(ticket) == ["I am away."]
    assert len(outgoing()) == before


def test_thanks_on_a_resolved_ticket_are_kept_and_reopen_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    moved(cast, ticket, TicketState.RESOLVED)
    arrive(answer_to(ours, ALBA, "Thanks a lot, it works again!\n\nBest regards\nAlba"), now=LATER)
    assert in_state(ticket) == TicketState.RESOLVED
    assert len(messages_on(ticket)) == 1


def test_anything_else_on_a_resolved_ticket_reopens_it(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    moved(cast, ticket, TicketState.RESOLVED)
    arrive(answer_to(ours, ALBA, "Thanks, but it is still dead."), now=LATER)
    assert in_state(ticket) == TicketState.IN_PROGRESS


def test_a_reply_after_a_month_opens_a_linked_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    moved(cast, ticket, TicketState.CLOSED)
    row = arrive(answer_to(ours, ALBA, "It is dead again."), now=NOW + timedelta(days=30))
    assert row.state == State.TICKET
    assert row.ticket != ticket
    assert in_state(ticket) == TicketState.CLOSED
    again = arrive(answer_to(ours, ALBA, "Are you there?"), now=NOW + timedelta(days=31))
    assert again.ticket == row.ticket


def test_the_same_reply_three_times_is_one_message(cast: Cast) -> None:
    ticket = opened(cast)
    raw = answer_to(our_mail(cast, ticket), ALBA, "Yes.")
    for _ in range(3):
        arrive(raw, now=LATER)
    assert messages_on(ticket) == ["Yes."]


def test_a_bounce_is_noted_for_the_staff_and_answered_by_nobody(cast: Cast) -> None:
    ticket = opened(cast)
    ours = our_mail(cast, ticket)
    before = len(outgoing())
    raw = (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nno such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Final-Recipient: rfc822; alba@customer.example\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{ours.message_id}>\r\n--b--\r\n"
    ).encode()
    row = arrive(raw, now=LATER, envelope_from="")
    assert (row.ticket, row.reason) == (ticket, Reason.BOUNCE_NOTED)
    note = ticket.entries.get(kind="note")
    assert "alba@customer.example" in note.words.text
    assert note.audience == []
    assert len(outgoing()) == before


def test_an_answer_to_a_merged_ticket_lands_where_it_goes_on(cast: Cast) -> None:
    first, second = opened(cast), opened(cast, key="form:2", subject="No internet")
    to = our_mail(cast, second).reply_to
    merge_ticket(actor=desk(cast.elira), now=NOW, ticket_id=second.id, into_id=first.id)
    by_proof = arrive(letter(ALBA, "Still dead.", subject="hi", to=to), to=to, now=LATER)
    by_subject = arrive(letter(ALBA, "And now?", subject=f"Re: {shown(second)}"), now=LATER)
    assert (by_proof.ticket, by_subject.ticket) == (first, first)
    assert messages_on(first) == ["Still dead.", "And now?"]
    assert in_state(second) == TicketState.MERGED
