"""Facts, service, impact and urgency, as staff change them."""

from __future__ import annotations

from django.test import Client

from qendra.tickets.actions.facts import correct_facts
from qendra.tickets.explained import because
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency
from tests.cast import NOW, Cast, desk, opened
from tests.desk.forms import drawn, facts_form, post


def facts_of(ticket: Ticket) -> dict[str, dict[str, str]]:
    return Ticket.objects.get(id=ticket.id).facts


def test_only_what_was_changed_is_stated(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = facts_form(elira, ticket, circuit_id="tia-trn-0001", permanence="permanent")
    assert post(elira, ticket, "facts", fields).status_code == 302
    stated = ticket.entries.get(kind="facts").data["facts"]
    assert {fact["name"]: fact["value"] for fact in stated} == {
        "circuit_id": "TIA-TRN-0001",
        "permanence": "permanent",
    }
    assert facts_of(ticket)["circuit_id"]["source"] == "agent"


def test_every_fact_can_be_stated(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, service=None, facts=())
    fields = facts_form(
        elira,
        ticket,
        service_id="ds-20001",
        started_at="2026-03-11T09:30",
        description="Dead",
        circuit_id="X-1",
        permanence="intermittent",
        ip_address="2001:DB8:7::1",
        test_results="ping\n  100 % loss",
    )
    assert post(elira, ticket, "facts", fields).status_code == 302
    fresh = Ticket.objects.get(id=ticket.id)
    assert fresh.service == cast.server
    assert {name: fact["value"] for name, fact in fresh.facts.items()} == {
        "service_id": "DS-20001",
        "started_at": "2026-03-11T08:30:00+00:00",
        "description": "Dead",
        "circuit_id": "X-1",
        "permanence": "intermittent",
        "ip_address": "2001:db8:7::1",
        "test_results": "ping\n  100 % loss",
    }


def test_a_form_that_changes_nothing_writes_nothing(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    before = ticket.entries.count()
    assert post(elira, ticket, "facts", facts_form(elira, ticket)).status_code == 302
    assert ticket.entries.count() == before


def test_bad_facts_are_named_and_nothing_typed_is_lost(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = facts_form(
        elira,
        ticket,
        service_id="IPT-30001",
        started_at="yesterday-ish",
        ip_address="300.1.2.3",
        test_results="a long paste",
        description="",
    )
    response = post(elira, ticket, "facts", fields)
    assert response.status_code == 422
    page = response.content.decode()
    for words in (
        "Northwind has no service IPT-30001.", "Write date and time like", "not an IP address",
        "yesterday-ish", "300.1.2.3", "a long paste", "A fact is corrected, not removed.",
    ):  # fmt: skip
        assert words in page, words
    assert not ticket.entries.filter(kind="facts").exists()


def test_a_start_in_the_future_is_not_taken(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = facts_form(elira, ticket, started_at="2199-01-01T00:00")
    response = post(elira, ticket, "facts", fields)
    assert response.status_code == 422
    assert "still to come" in response.content.decode()


def test_of_two_who_correct_at_once_the_second_keeps_the_words_and_takes_back_nothing(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    fields = facts_form(elira, ticket, ip_address="192.0.2.7")
    correct_facts(
        actor=desk(cast.faik),
        now=NOW,
        ticket_id=ticket.id,
        facts=[Fact(FactName.CIRCUIT_ID, "NEW-1", Source.AGENT)],
    )
    response = post(elira, ticket, "facts", fields)
    assert response.status_code == 409
    shown = response.context["facts_form"].returned
    assert shown["ip_address"].value() == "192.0.2.7"
    assert shown["circuit_id"].value() == "NEW-1"
    assert "Stated: Circuit ID" in response.content.decode()
    again = facts_form(elira, ticket, ip_address="192.0.2.7")
    assert post(elira, ticket, "facts", again).status_code == 302
    assert facts_of(ticket)["circuit_id"]["value"] == "NEW-1"
    assert facts_of(ticket)["ip_address"]["value"] == "192.0.2.7"


def test_impact_and_urgency_change_with_a_reason_and_the_priority_follows(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, impact="degradation", urgency="low", reason="Only slow.")
    assert post(elira, ticket, "priority", fields).status_code == 302
    assert Ticket.objects.get(id=ticket.id).priority == "low"


def test_without_a_reason_nothing_changes_and_the_choice_is_kept(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    response = post(elira, ticket, "priority", drawn(ticket, impact="degradation", urgency="low"))
    assert response.status_code == 422
    form = response.context["priority_form"].returned
    assert (form["impact"].value(), form["urgency"].value()) == ("degradation", "low")
    assert "Say why" in response.content.decode()
    assert Ticket.objects.get(id=ticket.id).priority == "critical"


def test_a_crossed_change_of_priority_keeps_its_reason(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, impact="", urgency="low", reason="My reason.")
    correct_facts(
        actor=desk(cast.faik),
        now=NOW,
        ticket_id=ticket.id,
        facts=[Fact(FactName.CIRCUIT_ID, "NEW-1", Source.AGENT)],
    )
    response = post(elira, ticket, "priority", fields)
    assert response.status_code == 409
    assert "My reason." in response.content.decode()


def test_an_agent_says_that_the_whole_site_is_hit(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, urgency=Urgency.MEDIUM)
    fields = drawn(
        ticket, impact="service_affecting", urgency="medium", reach="site", reason="No power."
    )
    assert post(elira, ticket, "priority", fields).status_code == 302
    fresh = Ticket.objects.get(id=ticket.id)
    assert (fresh.priority, fresh.impact, fresh.reach) == ("critical", "service_affecting", "site")
    page = elira.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "one step more for the reach “The whole site” → Critical" in page
    assert "Because the whole site is hit" in because(fresh)


def test_a_request_has_no_impact(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, kind="request", facts=())
    fields = drawn(ticket, impact="degradation", urgency="low", reason="So.")
    assert post(elira, ticket, "priority", fields).status_code == 422
