"""Of several services in one mail the one that the fault is said of; else none, and it is asked."""

from __future__ import annotations

import pytest

from qendra.intake.email.facts import said_in
from qendra.intake.email.reading.mentions import Said
from tests.cast import Cast
from tests.intake.email.letters import arrive, letter, outgoing
from tests.intake.email.test_reports import ALBA, CEDRIC, ticket_of, values


@pytest.mark.parametrize(
    "text",
    [
        "DS-20001 is fine, but IPT-10001 is down",
        "IPT-10001 is down, DS-20001 is fine",
        "Same as last week on DS-20001, now IPT-10001.",
        "DS-20001 was down last week, today it is IPT-10001.",
        "The fault is on IPT-10001, not on DS-20001.",
        "Not DS-20001 but IPT-10001!",
        "DS-20001 up, IPT-10001 down",
        "DS-20001: OK\nIPT-10001: DOWN",
        "IPT-10001 has packet loss while DS-20001 is not affected",
        "IPT-10001 is not reachable. DS-20001 works.",
        "No problem on DS-20001, only on IPT-10001.",
        "TIA-TRN-0001 is dead, DS-20001 works",
        "192.0.2.77 does not answer, 10.20.0.5 is fine",
    ],
)
def test_the_service_is_the_one_that_the_fault_is_said_of(cast: Cast, text: str) -> None:
    assert ticket_of(arrive(letter(ALBA, text, subject="help"))).service == cast.transit


@pytest.mark.parametrize(
    "text",
    [
        "IPT-10001 and DS-20001 are both down",
        "IPT-10001 is down. DS-20001 too.",
        "IPT-10001 or DS-20001",
        "IPT-10001 is fine, but something else is down",
        "Service ID: IPT-10001\nService ID: DS-20001",
        "nothing answers on 192.0.2.77 and 10.20.0.5",
    ],
)
def test_where_it_stays_undecided_no_service_is_kept_and_it_is_asked(cast: Cast, text: str) -> None:
    ticket = ticket_of(arrive(letter(ALBA, text, subject="help")))
    assert ticket.service is None
    assert "service_id" not in values(ticket)
    assert [message.purpose for message in outgoing()] == ["question"]


@pytest.mark.parametrize(
    "text",
    [
        "IPT-10001 was down last week, please send the RFO",
        "If IPT-10001 goes down during the move, whom do we call?",
        "IPT-10001 works fine, we would like more bandwidth",
        "IPT-10001 works on IPv4, but IPv6 is down",
    ],
)
def test_the_only_service_that_is_named_is_meant_whatever_is_said_of_it(
    cast: Cast, text: str
) -> None:
    assert ticket_of(arrive(letter(ALBA, text, subject="help"))).service == cast.transit


def test_the_only_service_is_not_inferred_against_the_words(cast: Cast) -> None:
    text = "IPT-30001 is fine, but our other line is down"
    assert ticket_of(arrive(letter(CEDRIC, text, subject="help"))).service is None


def test_a_telephone_number_is_no_service_id(cast: Cast) -> None:
    cast.foreign.code = "10001"
    cast.foreign.save()
    text = "Our line is dead, call +355 69 23456 or tel. 20001."
    assert ticket_of(arrive(letter(CEDRIC, text, subject="help"))).service == cast.foreign


def test_a_mail_that_is_passed_on_names_the_service(cast: Cast) -> None:
    head = "From: NOC <noc@customer.example>\nSent: 10 March 2026 16:02\nTo: Alba\nSubject: x\n\n"
    ticket = ticket_of(arrive(letter(ALBA, f"see below\n\n{head}IPT-10001 is down", subject="x")))
    assert ticket.service == cast.transit
    assert ticket.impact == "service_affecting"


def test_our_own_words_beneath_name_no_service(cast: Cast) -> None:
    address = cast.provider.support_address
    head = f"From: <{address}>\nSent: 10 March 2026 16:02\nTo: Alba\nSubject: x\n\n"
    text = f"see below\n\n{head}Service ID: IPT-10001\nImpact: service affecting"
    ticket = ticket_of(arrive(letter(ALBA, text, subject="x")))
    assert ticket.service is None
    assert "impact" not in values(ticket)


def test_of_a_token_in_several_places_the_strongest_counts() -> None:
    told = said_in("IPT-10001 is fine on Monday. Now IPT-10001 is down, DS-20001 is fine.")
    assert told == {"IPT-10001": Said.FAULTY, "DS-20001": Said.WELL}
