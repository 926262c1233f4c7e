"""Logging a call: one search, the facts of S6, nothing typed twice and nothing lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from qendra.accounts.models import Person
from qendra.outbox.models import Message
from qendra.tickets.models import Ticket
from tests.cast import Cast, opened

PAGE = "/desk/calls/new/"


def call(**fields: Any) -> dict[str, Any]:
    """The form as it is sent with its last button."""
    usual = {"token": str(uuid4()), "save": "1", "kind": "fault", "urgency": "high"}
    return usual | {"description": "The line is dead. Since lunch.", "service": ""} | fields


@pytest.mark.parametrize(
    "words",
    ["IPT-10001", "tia-trn-0001", "ADR-77120", "192.0.2.9", "2001:db8:7::9", "transit"],
)
def test_one_search_finds_the_service(cast: Cast, elira: Client, words: str) -> None:
    subject = elira.get(PAGE, {"q": words, "find": "1"}).context["subject"]
    found = [subject.service] if subject.service else subject.services
    assert cast.transit in found


@pytest.mark.parametrize(
    "words", ["northwind", "C-1", "Besa", "00355 69 000 0002", "besa@customer.example"]
)
def test_one_search_finds_the_customer(cast: Cast, elira: Client, words: str) -> None:
    Person.objects.filter(id=cast.besa.id).update(phone="+355 69 000 0002")
    subject = elira.get(PAGE, {"q": words, "find": "1"}).context["subject"]
    assert cast.northwind in [*subject.customers, subject.customer]


@pytest.mark.parametrize("words", ["069 450 0002", "+355694500002", "00355 69 450 0002", "4500002"])
def test_a_number_in_any_spelling_finds_who_calls(cast: Cast, elira: Client, words: str) -> None:
    Person.objects.filter(id=cast.besa.id).update(phone="+355 69 450 0002 ext. 7")
    response = elira.get(PAGE, {"q": words, "find": "1"})
    assert response.context["subject"].caller == cast.besa
    assert response.context["form"]["caller"].value() == cast.besa.id
    assert {cast.transit, cast.server} == set(response.context["subject"].services)


def test_of_several_customers_at_one_number_each_is_offered(cast: Cast, elira: Client) -> None:
    for person in (cast.besa, cast.drita):
        Person.objects.filter(id=person.id).update(phone="+355 69 000 0002")
    search = {"q": "069 000 0002", "find": "1"}
    offered = elira.get(PAGE, search).context["subject"].contacts
    assert [(each.person.name, each.customer.name) for each in offered] == [
        ("Besa", "Northwind"),
        ("Drita", "Northwind"),
        ("Drita", "Southport"),
    ]
    chosen = elira.post(PAGE, {"q": search["q"], "choose_contact": offered[2].id})
    assert chosen.context["subject"].customer == cast.southport
    assert chosen.context["form"]["caller"].value() == cast.drita.id


def test_a_number_that_nobody_has_is_kept_for_whoever_calls(cast: Cast, elira: Client) -> None:
    response = elira.get(PAGE, {"q": "+355 68 999 0000", "find": "1"})
    assert response.context["subject"].found_nothing
    assert response.context["form"]["caller_phone"].value() == "+355 68 999 0000"


def test_a_ticket_id_finds_its_customer_and_service(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    for words in (ticket.number, f"is {ticket.number[:4]} {ticket.number[4:8]} {ticket.number[8]}"):
        subject = elira.get(PAGE, {"q": words, "find": "1"}).context["subject"]
        assert (subject.ticket, subject.service) == (ticket, cast.transit)


def test_the_only_match_is_chosen_and_what_the_search_said_is_filled_in(
    cast: Cast, elira: Client
) -> None:
    response = elira.get(PAGE, {"q": "192.0.2.9", "find": "1"})
    assert response.context["subject"].service == cast.transit
    assert response.context["form"]["ip_address"].value() == "192.0.2.9"
    response = elira.get(PAGE, {"q": "tia-trn-0001", "find": "1"})
    assert response.context["form"]["circuit_id"].value() == "TIA-TRN-0001"
    named = elira.get(PAGE, {"q": "Besa", "find": "1"}).context["subject"]
    assert (named.customer, named.caller) == (cast.northwind, cast.besa)
    chosen = elira.get(PAGE, {"q": "Besa", "choose_service": "DS-20001"})
    assert chosen.context["form"]["caller"].value() == cast.besa.id


def test_every_press_keeps_what_was_typed(cast: Cast, elira: Client) -> None:
    typed = {"description": "Half a sentence", "caller_name": "Flora", "started_at": "at ten"}
    for press in ({"find": "1", "q": "nothing like it"}, {"choose_service": "IPT-10001"}):
        response = elira.post(PAGE, typed | press)
        assert response.status_code == 200
        page = response.content.decode()
        for words in typed.values():
            assert words in page, (press, words)


def test_the_page_shows_the_sheet_what_is_open_and_what_to_ask_for(
    cast: Cast, elira: Client
) -> None:
    opened(cast, subject="Already known")
    response = elira.get(PAGE, {"choose_service": "IPT-10001"})
    page = response.content.decode()
    for words in ("ADR-77120", "Already known", "2001:db8:7::/48"):
        assert words in page
    asked = response.context["asked"]
    assert {each.name: each.is_known for each in asked.facts if each.is_required} == {
        "Service ID": True,
        "Started": False,
        "Description": False,
        "Impact": False,
    }
    assert (asked.known, len(asked.facts)) == (1, 8)


def test_the_checklist_counts_what_was_written_down(cast: Cast, elira: Client) -> None:
    typed = {"description": "Dead", "circuit_id": "X", "choose_service": "IPT-10001"}
    assert elira.post(PAGE, typed).context["asked"].known == 3
    request = elira.post(PAGE, typed | {"kind": "request"}).context["asked"]
    assert [each.name for each in request.facts] == ["Service ID", "Description"]


def test_a_call_may_be_an_entry_on_an_open_ticket(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, facts=())
    fields = call(service="IPT-10001", caller=cast.besa.id, seconds="95", impact="degradation")
    del fields["save"]
    response = elira.post(PAGE, fields | {"join": ticket.number}, follow=True)
    assert "The call is logged on this ticket." in response.text
    logged = ticket.entries.get(kind="call")
    assert logged.data == {
        "direction": "in",
        "with_whom": "Besa",
        "seconds": 95,
        "verified": logged.data["verified"],
    }
    assert (logged.words.text, logged.channel) == ("The line is dead. Since lunch.", "phone")
    ticket.refresh_from_db()
    assert (ticket.impact, Ticket.objects.count()) == ("degradation", 1)
    mail = Message.objects.get(purpose="call")
    assert mail.to_address == cast.besa.email
    assert ticket.number[:4] in mail.subject
    assert "The line is dead. Since lunch." in mail.text


def test_a_ticket_of_another_customer_takes_no_call(cast: Cast, elira: Client) -> None:
    other = opened(cast, customer=cast.southport, service=cast.foreign, reporter=cast.cedric)
    response = elira.post(PAGE, call(service="IPT-10001", join=other.number))
    assert response.status_code == 422
    assert "belongs to another customer" in response.text
    assert not other.entries.filter(kind="call").exists()


def test_a_new_ticket_keeps_how_long_the_call_took(cast: Cast, elira: Client) -> None:
    elira.post(PAGE, call(service="IPT-10001", seconds="61"))
    assert Ticket.objects.get().entries.order_by("id")[0].data["seconds"] == 61


def test_a_call_becomes_a_ticket_with_the_facts_of_s6(cast: Cast, elira: Client) -> None:
    fields = call(
        service="IPT-10001",
        caller=cast.besa.id,
        started_at="2026-03-11T09:30",
        impact="degradation",
        circuit_id="tia-trn-0001",
        permanence="intermittent",
        ip_address="192.0.2.9",
        test_results="ping: 30 % loss",
    )
    response = elira.post(PAGE, fields)
    assert response.status_code == 302
    ticket = Ticket.objects.get()
    assert response["Location"].startswith("/desk/tickets/IS-")
    assert (ticket.service, ticket.reporter) == (cast.transit, cast.besa)
    assert ticket.subject == "The line is dead"
    assert (ticket.impact, ticket.urgency) == ("degradation", "high")
    assert {name: fact["value"] for name, fact in ticket.facts.items()} == {
        "service_id": "IPT-10001",
        "started_at": "2026-03-11T08:30:00+00:00",
        "circuit_id": "TIA-TRN-0001",
        "permanence": "intermittent",
        "test_results": "ping: 30 % loss",
        "ip_address": "192.0.2.9",
        "impact": "degradation",
        "description": "The line is dead. Since lunch.",
    }
    assert {fact["source"] for fact in ticket.facts.values()} == {"call"}
    first = ticket.entries.order_by("id")[0]
    assert (first.channel, first.actor) == ("phone", cast.elira)


def test_only_the_customer_and_a_description_are_needed_and_what_is_missing_is_said(
    cast: Cast, elira: Client
) -> None:
    response = elira.post(PAGE, call(customer=cast.northwind.id), follow=True)
    ticket = Ticket.objects.get()
    assert ticket.service is None
    assert ticket.reporter is None
    page = response.content.decode()
    assert "Still to be asked: Service ID, Started, Impact." in page
    assert "Nobody we know" in page


def test_a_request_has_no_impact(cast: Cast, elira: Client) -> None:
    elira.post(PAGE, call(service="DS-20001", kind="request", impact="degradation"))
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.impact) == ("request", None)


def test_a_new_caller_becomes_a_contact_without_an_e_mail(cast: Cast, elira: Client) -> None:
    elira.post(PAGE, call(service="IPT-10001", caller_name="Flora", caller_phone="+355 68 1"))
    flora = Person.objects.get(name="Flora")
    assert (flora.email, flora.phone) == (None, "+355 68 1")
    assert Ticket.objects.get().reporter == flora
    assert flora.memberships.get().customer == cast.northwind


def test_the_same_form_sent_twice_opens_one_ticket_and_makes_one_contact(
    cast: Cast, elira: Client
) -> None:
    fields = call(service="IPT-10001", caller_name="Flora")
    first, second = elira.post(PAGE, fields), elira.post(PAGE, fields)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == Person.objects.filter(name="Flora").count() == 1


def test_without_a_description_everything_typed_comes_back(cast: Cast, elira: Client) -> None:
    fields = call(service="IPT-10001", description=" ", caller_name="Flora", ip_address="192.0.2.9")
    response = elira.post(PAGE, fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write down what the caller says" in page
    assert fields["token"] in page
    for words in ("Flora", "192.0.2.9", 'name="service" value="IPT-10001"'):
        assert words in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ip_address": "300.1.1.1"}, "not an IP address"),
        ({"started_at": "2199-01-01T00:00"}, "still to come"),
        ({"called_at": "2199-01-01T00:00"}, "still to come"),
        ({"caller_email": "not one"}, "valid email address"),
        ({"service": "", "customer": ""}, "Which customer calls?"),
        ({"service": "NO-SUCH"}, "Which customer calls?"),
        ({"caller_email": "cedric@customer.example"}, "already belongs to somebody"),
        ({"token": "x"}, "Not sent yet"),
    ],
)
def test_bad_input_is_named_and_the_words_stay(
    cast: Cast, elira: Client, fields: dict[str, str], sentence: str
) -> None:
    response = elira.post(PAGE, call(service="IPT-10001", test_results="kept paste") | fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "kept paste" in page
    assert not Ticket.objects.exists()


def test_a_caller_of_another_customer_cannot_be_chosen(cast: Cast, elira: Client) -> None:
    response = elira.post(PAGE, call(service="IPT-10001", caller=cast.cedric.id))
    assert response.status_code == 422


def test_a_search_that_finds_nothing_says_so(cast: Cast, elira: Client) -> None:
    page = elira.get(PAGE, {"q": "zzz", "find": "1"}).content.decode()
    assert "Nothing found" in page


def test_the_ticket_id_stands_there_as_it_is_said(cast: Cast, elira: Client) -> None:
    page = elira.post(PAGE, call(service="IPT-10001"), follow=True)
    number, said = Ticket.objects.get().number, page.context["read_back"]
    assert said[0] == "India Sierra"
    assert [len(group.split()) for group in said] == [2, 4, 4, 1]
    digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    assert "".join(str(digits.index(word)) for word in " ".join(said[1:]).split()) == number
    assert page.context["reads_back"]
    assert not elira.get(f"/desk/tickets/{number}/").context["reads_back"]
