"""A mail becomes a ticket with typed facts; what is missing is asked for once (S6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.catalogue.models import Service
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.reasons import Reason
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency
from tests.cast import NOW, Cast, opened
from tests.intake.email.letters import answer_to, arrive, letter, outgoing

ALBA = "alba@customer.example"
BESA = "besa@customer.example"
CEDRIC = "cedric@customer.example"
DRITA = "drita@customer.example"


def ticket_of(row: RawMail) -> Ticket:
    assert row.state == State.TICKET, (row.state, row.reason, row.last_error)
    assert row.ticket is not None
    return row.ticket


def notes_on(ticket: Ticket) -> list[str]:
    return [entry.words.text for entry in ticket.entries.filter(kind="note")]


def values(ticket: Ticket) -> dict[str, str]:
    return {name: fact["value"] for name, fact in ticket.facts.items()}


def test_a_complete_mail_becomes_a_ticket_with_typed_facts(cast: Cast) -> None:
    text = (
        "Service ID: ipt-10001\nCircuit: TIA-TRN-0001\nStart time: 09:15\n"
        "Impact: service affecting\nFault: intermittent\nPriority: high\nIP: 192.0.2.7"
    )
    row = arrive(letter(ALBA, text, subject="Re: AW: Line dead"))
    ticket = ticket_of(row)
    assert ticket.subject == "Line dead"
    assert ticket.service == cast.transit
    assert ticket.customer == cast.northwind
    assert ticket.reporter == cast.alba
    assert ticket.urgency == Urgency.HIGH
    assert ticket.impact == "service_affecting"
    assert ticket.opened_at == NOW
    assert values(ticket) | {"description": ""} == {
        "service_id": "IPT-10001",
        "circuit_id": "TIA-TRN-0001",
        # The site's clock shows an hour more than UTC.
        "started_at": "2026-03-11T08:15:00+00:00",
        "impact": "service_affecting",
        "permanence": "intermittent",
        "ip_address": "192.0.2.7",
        "description": "",
    }
    assert ticket.facts["started_at"]["source"] == "mail"
    assert ticket.facts["started_at"]["quote"] == "09:15"
    assert row.entry_id == ticket.entries.earliest("id").id
    assert [message.purpose for message in outgoing()] == ["acknowledgement"]


def test_what_is_missing_is_asked_for_once_and_a_plain_reply_fills_it_in(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(ALBA, "Something is wrong, please help.")))
    assert ticket.service_id is None
    [question] = outgoing()
    assert question.purpose == "question"
    assert question.in_reply_to
    reply = "IPT-10001\n\n> When did it start?\n09:40 UTC\nTotal outage"
    row = arrive(answer_to(question, ALBA, reply), now=NOW + timedelta(hours=1))
    assert ticket_of(row) == ticket
    ticket.refresh_from_db()
    assert ticket.service == cast.transit
    assert ticket.impact == "service_affecting"
    assert values(ticket)["started_at"] == "2026-03-11T09:40:00+00:00"
    assert len(outgoing()) == 1


def test_the_question_is_not_asked_again_when_the_reply_says_nothing(cast: Cast) -> None:
    ticket_of(arrive(letter(ALBA, "Something is wrong.")))
    arrive(answer_to(outgoing()[0], ALBA, "I do not know."), now=NOW + timedelta(hours=1))
    assert len(outgoing()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Our line IPT-10001 is dead",
        "Circuit: TIA-TRN-0001",
        "the circuit tia-trn-0001 has a fault",
        "the carrier calls it ADR-77120",
        "nothing answers on 192.0.2.77",
        "nothing answers on 2001:db8:7::1",
        "Service: our line (IPT-10001)",
    ],
)
def test_the_service_is_found_by_what_the_mail_names(cast: Cast, text: str) -> None:
    assert ticket_of(arrive(letter(ALBA, text, subject="help"))).service == cast.transit


def test_the_only_service_of_the_sender_is_meant(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(CEDRIC, "help")))
    assert ticket.service == cast.foreign
    assert ticket.facts["service_id"]["source"] == "inferred"


def test_two_services_in_one_mail_are_no_answer(cast: Cast) -> None:
    assert ticket_of(arrive(letter(ALBA, "IPT-10001 or DS-20001"))).service is None


@pytest.mark.parametrize("code", ["IPT-30001", "IPT-99999"])
@pytest.mark.parametrize("words", ["Service ID: {}", "our service {} is dead"])
def test_a_foreign_service_and_an_unknown_one_look_the_same(
    cast: Cast, code: str, words: str
) -> None:
    ticket = ticket_of(arrive(letter(ALBA, words.format(code), subject="help")))
    assert ticket.service is None
    assert ticket.customer == cast.northwind
    assert values(ticket)["service_id"] == code
    [question] = outgoing()
    assert question.purpose == "question"
    assert "Southport" not in question.text
    assert cast.foreign.name not in question.text.replace(ticket.subject, "")


@pytest.mark.parametrize("code", ["IPT-10001", "IPT-99999"])
def test_the_only_service_is_not_taken_for_another_one_that_was_named(
    cast: Cast, code: str
) -> None:
    ticket = ticket_of(arrive(letter(CEDRIC, f"our service {code} is dead", subject="help")))
    assert ticket.service is None


def test_numbers_of_other_systems_are_no_service_ids(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(CEDRIC, "our ticket INC0012345, order 4711-2", subject="x")))
    assert ticket.service == cast.foreign


@pytest.mark.parametrize("code", ["TIA-TRN-0001", "TIA-TRN-9999"])
def test_a_foreign_circuit_and_an_unknown_one_look_the_same(cast: Cast, code: str) -> None:
    ticket = ticket_of(arrive(letter(CEDRIC, f"Circuit: {code}", subject="help")))
    assert ticket.service is None
    assert values(ticket)["circuit_id"] == code


def test_the_right_service_id_in_a_reply_takes_the_place_of_the_wrong_one(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(ALBA, "Service ID: IPT-99999")))
    reply = answer_to(outgoing()[0], ALBA, "Sorry, it is IPT-10001")
    arrive(reply, now=NOW + timedelta(hours=1))
    ticket.refresh_from_db()
    assert ticket.service == cast.transit
    assert values(ticket)["service_id"] == "IPT-10001"


def test_an_address_of_somebody_else_is_kept_and_finds_nothing(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(ALBA, "no answer from 198.51.100.9", subject="help")))
    assert ticket.service is None
    assert values(ticket)["ip_address"] == "198.51.100.9"


def test_the_longest_prefix_decides(cast: Cast) -> None:
    cast.foreign.prefixes.create(network="192.0.2.64/26")
    assert ticket_of(arrive(letter(ALBA, "no answer from 192.0.2.77"))).service is None


def test_a_member_of_two_customers_is_served_by_the_service_named(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(DRITA, "IPT-30001 is dead")))
    assert (ticket.customer, ticket.service) == (cast.southport, cast.foreign)


def test_a_member_of_two_customers_who_names_none_goes_to_triage(cast: Cast) -> None:
    row = arrive(letter(DRITA, "it is dead"))
    assert (row.state, row.reason) == (State.TRIAGE, Reason.SEVERAL_CUSTOMERS)


def test_a_mistyped_ticket_id_is_a_new_report_with_a_note_for_the_staff(cast: Cast) -> None:
    number = opened(cast).number
    wrong = f"IS-{number[:4]}-{number[4:8]}-{(int(number[8]) + 1) % 10}"
    ticket = ticket_of(arrive(letter(ALBA, "IPT-10001", subject=f"[{wrong}] still dead")))
    assert ticket.number != number
    assert ticket.subject == "still dead"
    [note] = notes_on(ticket)
    assert wrong in note
    note_entry = ticket.entries.get(kind="note")
    assert note_entry.audience == []
    assert not any(wrong in message.text for message in outgoing())


def test_a_ticket_id_of_another_customer_is_like_none(cast: Cast) -> None:
    foreign = opened(cast)
    shown = f"IS-{foreign.number[:4]}-{foreign.number[4:8]}-{foreign.number[8]}"
    row = arrive(letter(CEDRIC, "what about it", subject=f"Re: {shown} Link down in Tirana"))
    ticket = ticket_of(row)
    assert ticket != foreign
    # As if no ID had been there: the only service is taken, and nothing is asked about it.
    assert (ticket.customer, ticket.service) == (cast.southport, cast.foreign)
    assert notes_on(ticket) == []
    foreign.refresh_from_db()
    assert foreign.entries.filter(kind="message").count() == 0


def test_the_same_mail_again_opens_nothing(cast: Cast) -> None:
    raw = letter(ALBA, "IPT-10001", message_id="again@customer.example")
    first = ticket_of(arrive(raw))
    assert ticket_of(arrive(b"Received: again\r\n" + raw)) == first
    assert Ticket.objects.count() == 1


def test_a_mail_with_files_keeps_them(cast: Cast) -> None:
    raw = (
        b"From: alba@customer.example\nSubject: IPT-10001 down\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee file\n"
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=mtr.txt\n\n"
        b"HOST: a Loss%\n--b--\n"
    )
    ticket = ticket_of(arrive(raw))
    [attachment] = ticket.entries.earliest("id").attachments.all()
    assert attachment.filename == "mtr.txt"
    assert attachment.file.size == len(b"HOST: a Loss%")


def test_test_results_stay_word_for_word(cast: Cast) -> None:
    results = "PING 192.0.2.1 (192.0.2.1)\n64 bytes from 192.0.2.1: icmp_seq=1   ttl=57"
    ticket = ticket_of(arrive(letter(ALBA, f"IPT-10001\n\n{results}\n\nBye")))
    assert values(ticket)["test_results"] == results


def test_a_mail_with_nothing_but_a_subject_is_a_report(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(ALBA, "", subject="IPT-10001 down since 09:50")))
    assert ticket.service == cast.transit
    assert values(ticket)["started_at"] == "2026-03-11T08:50:00+00:00"


def test_a_mail_without_subject_is_named_by_its_first_line(cast: Cast) -> None:
    ticket = ticket_of(arrive(letter(ALBA, "IPT-10001 is dead\nmore", subject="")))
    assert ticket.subject == "IPT-10001 is dead"


def test_a_report_costs_a_bounded_number_of_queries(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        Service.objects.filter(code="DS-20001").update(name=f"server {n}")
    ids = " ".join(f"ABC-{n:05d}" for n in range(40))
    with django_assert_max_num_queries(110):  # type: ignore[operator]  # a fixture without types
        ticket_of(arrive(letter(ALBA, f"IPT-10001 {ids}")))
