"""Triage: mails that nobody could place, and messages that could not be delivered."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, State, Way
from qendra.intake.email.reasons import Reason
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.tickets.models import Ticket
from tests.browsers import Browser
from tests.cast import NOW, Cast, opened

EVIL = "<script>alert(1)</script>"


def in_triage(sender: str = "stranger@example.org", body: str = "Our line is down.") -> RawMail:
    raw = (
        f"From: Somebody <{sender}>\r\nTo: support@interspace.example\r\nSubject: Help {EVIL}\r\n"
        f"Message-ID: <{sender}.{len(body)}@example.org>\r\n\r\n{body}\r\n"
    ).encode()
    row = store_mail(raw=raw, envelope_from=sender, envelope_to=[], way=Way.SMTP, now=NOW)
    RawMail.objects.filter(id=row.id).update(
        state=State.TRIAGE,
        reason=Reason.UNKNOWN_SENDER,
        from_name="Somebody",
        from_address=sender,
        subject=f"Help {EVIL}",
    )
    return RawMail.objects.get(id=row.id)


def decided(client: Client, mail: RawMail, page: str, **fields: object) -> object:
    return client.post(f"/desk/triage/mails/{mail.id}/{page}/", fields)


def dead_message(cast: Cast) -> Message:
    opened(cast)
    Message.objects.update(state="dead", last_error="550 no such mailbox")
    return Message.objects.get()


def test_the_list_says_who_wrote_and_why_it_lies_here(cast: Cast, browser: Browser) -> None:
    in_triage()
    page = browser(cast.gent).get("/desk/triage/").content.decode()
    assert "stranger@example.org" in page
    assert "Nobody we know has this address." in page
    assert EVIL not in page


def test_a_mail_is_shown_as_text_and_as_it_came(cast: Cast, elira: Client) -> None:
    page = elira.get(f"/desk/triage/mails/{in_triage(body=EVIL).id}/").content.decode()
    assert EVIL not in page
    assert page.count("alert(1)") >= 2
    assert "Message-ID:" in page


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_a_broken_charset_can_be_looked_at(cast: Cast, elira: Client) -> None:
    raw = b"From: x@example.org\r\nSubject: \xff\xfe\r\n\r\n\x00\x01\xff words\r\n"
    row = store_mail(raw=raw, envelope_from="", envelope_to=[], way=Way.SMTP, now=NOW)
    RawMail.objects.filter(id=row.id).update(state=State.FAILED, reason=Reason.FAILED)
    page = elira.get(f"/desk/triage/mails/{row.id}/").content.decode()
    assert "words" in page
    assert "\x01" not in page


def test_a_ticket_is_opened_from_a_mail_by_its_service(cast: Cast, elira: Client) -> None:
    mail = in_triage()
    response = elira.post(f"/desk/triage/mails/{mail.id}/ticket/", {"service": " ipt-10001 "})
    ticket = Ticket.objects.get()
    assert response["Location"].endswith(f"{ticket_id.shown(ticket.number, 'IS')}/")
    assert (ticket.customer, ticket.service) == (cast.northwind, cast.transit)
    assert RawMail.objects.get().ticket == ticket


def test_a_ticket_is_opened_for_a_customer_alone(cast: Cast, elira: Client) -> None:
    mail = in_triage("cedric@customer.example")
    elira.post(f"/desk/triage/mails/{mail.id}/ticket/", {"customer": cast.southport.id})
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.reporter) == (cast.southport, cast.cedric)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"service": "NO-SUCH"}, "There is no service with this ID."),
        ({}, "Name the service, or choose the customer."),
    ],
)
def test_what_cannot_be_read_is_named(
    cast: Cast, elira: Client, fields: dict[str, str], sentence: str
) -> None:
    response = elira.post(f"/desk/triage/mails/{in_triage().id}/ticket/", fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_service_of_another_customer_is_refused(cast: Cast, elira: Client) -> None:
    fields = {"service": "IPT-10001", "customer": cast.southport.id}
    response = elira.post(f"/desk/triage/mails/{in_triage().id}/ticket/", fields)
    assert response.status_code == 409
    assert "another customer" in response.content.decode()
    assert not Ticket.objects.exists()


def test_a_mail_joins_a_ticket_named_in_any_spelling(cast: Cast, elira: Client) -> None:
    ticket, mail = opened(cast), in_triage()
    spelling = ticket_id.shown(ticket.number, "is").replace("-", " ")
    response = elira.post(f"/desk/triage/mails/{mail.id}/joining/", {"ticket_id": spelling})
    assert response.status_code == 302
    assert RawMail.objects.get().ticket == ticket
    assert ticket.entries.filter(kind="message").exists()


def test_a_mistyped_id_joins_nothing_and_stays_in_the_field(cast: Cast, elira: Client) -> None:
    ticket, mail = opened(cast), in_triage()
    wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    response = elira.post(f"/desk/triage/mails/{mail.id}/joining/", {"ticket_id": wrong})
    assert response.status_code == 422
    assert "mistyped" in response.content.decode()
    assert wrong in response.content.decode()


def test_a_mail_is_set_aside_or_tried_again(cast: Cast, elira: Client) -> None:
    aside, again = in_triage("a@example.org"), in_triage("b@example.org")
    assert elira.post(f"/desk/triage/mails/{aside.id}/dismissal/").status_code == 302
    assert elira.post(f"/desk/triage/mails/{again.id}/retry/").status_code == 302
    aside.refresh_from_db()
    again.refresh_from_db()
    assert (aside.state, aside.settled_by) == (State.IGNORED, cast.elira)
    assert again.state == State.RECEIVED


def test_of_two_who_decide_the_second_is_told(cast: Cast, elira: Client) -> None:
    mail = in_triage()
    elira.post(f"/desk/triage/mails/{mail.id}/ticket/", {"service": "IPT-10001"})
    response = elira.post(f"/desk/triage/mails/{mail.id}/ticket/", {"service": "DS-20001"})
    assert response.status_code == 409
    assert "dealt with this mail already" in response.content.decode()
    assert Ticket.objects.count() == 1


def test_a_dead_message_is_shown_with_its_error_and_goes_out_again(
    cast: Cast, elira: Client
) -> None:
    message = dead_message(cast)
    page = elira.get("/desk/triage/").content.decode()
    assert "550 no such mailbox" in page
    before = timezone.now()
    elira.post(f"/desk/outbox/{message.id}/repetition/")
    message.refresh_from_db()
    assert message.state == "queued"
    assert message.next_attempt_at >= before
    again = elira.post(f"/desk/outbox/{message.id}/repetition/", follow=True)
    assert "on its way already" in again.content.decode()


def test_triage_counts_mails_and_dead_messages(cast: Cast, elira: Client) -> None:
    in_triage()
    dead_message(cast)
    items = elira.get("/desk/").context["queues"]
    assert next(item.count for item in items if str(item.name) == "Triage") == 2
