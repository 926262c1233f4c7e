"""What belongs nowhere by itself waits for a person, with a reason; strangers learn nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from qendra.intake.email.access import triage_mail
from qendra.intake.email.actions import (
    triage_dismiss,
    triage_join,
    triage_open_ticket,
    triage_retry,
)
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.reasons import Reason
from qendra.intake.email.selectors import mails_in_triage
from qendra.lib import ticket_id
from qendra.lib.errors import Refused
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened
from tests.intake.email.letters import SUPPORT, arrive, letter, outgoing

STRANGER = "who@is.example"
LATER = NOW + timedelta(hours=1)


def test_a_stranger_gets_one_neutral_acknowledgement_a_day(cast: Cast) -> None:
    first = arrive(letter(STRANGER, "hello"))
    assert (first.state, first.reason) == (State.TRIAGE, Reason.UNKNOWN_SENDER)
    arrive(letter(STRANGER, "hello again"), now=LATER)
    [acknowledgement] = outgoing()
    assert acknowledgement.to_address == STRANGER
    assert acknowledgement.is_automatic
    arrive(letter(STRANGER, "next day"), now=NOW + timedelta(days=1))
    assert len(outgoing()) == 2
    assert Ticket.objects.count() == 0


def test_the_acknowledgement_tells_nothing_of_what_exists(cast: Cast) -> None:
    known = ticket_id.shown(opened(cast).number, "IS")
    before = len(outgoing())
    subjects = ["hello", f"Re: [{known}]", "IPT-10001 is down", "IS-0000-0000-1"]
    for n, subject in enumerate(subjects):
        arrive(letter(f"who{n}@is.example", subject, subject=subject))
    told = {(message.subject, message.text) for message in outgoing()[before:]}
    assert len(told) == 1
    text = str(told)
    assert not any(word in text for word in (known, "IPT-10001", "Northwind", "Alba"))


@pytest.mark.parametrize(
    ("headers", "state", "reason"),
    [
        ("Auto-Submitted: auto-replied", State.IGNORED, Reason.AUTOMATIC_REPLY),
        ("Precedence: bulk", State.IGNORED, Reason.BULK),
        ("List-Id: <x.example>", State.IGNORED, Reason.BULK),
        ("Auto-Submitted: auto-generated", State.TRIAGE, Reason.AUTOMATIC),
        ("X-Auto-Response-Suppress: All", State.TRIAGE, Reason.AUTOMATIC),
        ("X-Qendra: 1", State.IGNORED, Reason.OWN_MAIL),
    ],
)
@pytest.mark.parametrize("sender", [STRANGER, "alba@customer.example"])
def test_a_machine_is_never_answered(
    cast: Cast, sender: str, headers: str, state: State, reason: Reason
) -> None:
    row = arrive(letter(sender, "IPT-10001 is down", headers=[headers]))
    if reason is Reason.BULK and sender != STRANGER:
        state, reason = State.TRIAGE, Reason.AUTOMATIC
    assert (row.state, row.reason) == (state, reason)
    assert outgoing() == []
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("sender", ["noreply@x.example", "mailer-daemon@x.example", SUPPORT])
def test_an_address_of_machines_or_our_own_is_never_answered(cast: Cast, sender: str) -> None:
    assert arrive(letter(sender, "hello")).state == State.TRIAGE
    assert outgoing() == []


def test_the_null_sender_is_never_answered(cast: Cast) -> None:
    arrive(letter(STRANGER, "hello"), envelope_from="")
    assert outgoing() == []


def test_our_own_mail_that_comes_back_is_ignored(cast: Cast) -> None:
    opened(cast)
    [ours] = outgoing()
    row = arrive(letter("alba@customer.example", "x", message_id=ours.message_id))
    assert (row.state, row.reason) == (State.IGNORED, Reason.OWN_MAIL)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\x00\x00", Reason.EMPTY),
        (b"To: x@y.example\n\nwords", Reason.NO_SENDER),
        (b"From: elira@interspace.example\n\nwords", Reason.STAFF),
        (b"From: <<>>;\n\n\xff\xfe\x00words", Reason.NO_SENDER),
    ],
)
def test_odd_mails_wait_with_a_reason(cast: Cast, raw: bytes, reason: Reason) -> None:
    row = arrive(raw)
    assert (row.state, row.reason) == (State.TRIAGE, reason)
    assert row.reason_sentence


def test_an_unmatched_bounce_waits_and_is_not_answered(cast: Cast) -> None:
    raw = letter("MAILER-DAEMON@mx.example", "x", subject="Undelivered Mail Returned to Sender")
    assert arrive(raw, envelope_from="").reason == Reason.BOUNCE
    assert outgoing() == []


def test_a_person_opens_a_ticket_from_a_waiting_mail(cast: Cast) -> None:
    row = arrive(letter("Who <who@is.example>", "IPT-10001 is completely down", subject="help"))
    ticket = triage_open_ticket(
        actor=desk(cast.elira), now=LATER, mail_id=row.id, customer=cast.northwind
    )
    assert ticket.service == cast.transit
    assert ticket.opened_at == NOW
    assert ticket.reporter is None
    assert ticket.entries.earliest("id").words.text.startswith("Who <who@is.example> wrote:")
    row.refresh_from_db()
    assert (row.state, row.reason, row.settled_by) == (State.TICKET, Reason.BY_HAND, cast.elira)
    assert mails_in_triage().count() == 0


def test_a_contact_whose_mail_waited_becomes_the_reporter_and_is_answered(cast: Cast) -> None:
    row = arrive(letter("drita@customer.example", "it is dead"))
    before = len(outgoing())
    ticket = triage_open_ticket(
        actor=desk(cast.elira),
        now=LATER,
        mail_id=row.id,
        customer=cast.northwind,
        service=cast.server,
    )
    assert (ticket.reporter, ticket.service) == (cast.drita, cast.server)
    assert outgoing()[before].to_address == "drita@customer.example"


def test_a_person_joins_a_waiting_mail_to_a_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    row = arrive(letter(STRANGER, "I am a technician of Northwind"))
    assert (
        triage_join(actor=desk(cast.elira), now=LATER, mail_id=row.id, ticket_id=ticket.id)
        == ticket
    )
    assert "who@is.example" in ticket.entries.get(kind="message").words.text


def test_a_person_sets_a_mail_aside(cast: Cast) -> None:
    row = arrive(letter(STRANGER, "buy this"))
    for _ in range(2):
        triage_dismiss(actor=desk(cast.elira), now=LATER, mail_id=row.id)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.IGNORED, Reason.DISMISSED)


def test_a_person_lets_the_machine_try_again(cast: Cast) -> None:
    row = arrive(letter(STRANGER, "IPT-10001 is dead"))
    cast.alba.email = STRANGER
    cast.alba.save()
    triage_retry(actor=desk(cast.elira), now=LATER, mail_id=row.id)
    assert arrive(bytes(row.raw), now=LATER).state == State.TICKET


def test_of_two_people_the_second_is_told_so(cast: Cast) -> None:
    row = arrive(letter(STRANGER, "hello"))
    triage_open_ticket(actor=desk(cast.elira), now=LATER, mail_id=row.id, customer=cast.northwind)
    with pytest.raises(Refused):
        triage_join(actor=desk(cast.faik), now=LATER, mail_id=row.id, ticket_id=opened(cast).id)
    with pytest.raises(Refused):
        triage_dismiss(actor=desk(cast.faik), now=LATER, mail_id=row.id)


def test_a_service_of_another_customer_is_refused(cast: Cast) -> None:
    row = arrive(letter(STRANGER, "hello"))
    with pytest.raises(Refused):
        triage_open_ticket(
            actor=desk(cast.elira),
            now=LATER,
            mail_id=row.id,
            customer=cast.northwind,
            service=cast.foreign,
        )


def test_only_staff_who_work_see_triage(cast: Cast) -> None:
    row = arrive(letter(STRANGER, "hello"))
    assert triage_mail(cast.elira, row.id) == row
    for person in (cast.alba, cast.cedric, cast.gent):
        with pytest.raises(Http404):
            triage_mail(person, row.id)
    with pytest.raises(Http404):
        triage_mail(cast.elira, row.id + 1000)


def test_triage_lists_the_oldest_first(cast: Cast) -> None:
    rows = [arrive(letter(f"who{n}@is.example", "x"), now=NOW + timedelta(hours=n)) for n in (2, 1)]
    assert list(mails_in_triage()) == rows[::-1]
    assert isinstance(rows[0], RawMail)
