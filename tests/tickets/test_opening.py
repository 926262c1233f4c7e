"""A report becomes a ticket: one unique ID, who has it, and by when (S2, S3, S6, P1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qendra.accounts.actor import Actor, Channel
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.selectors import timeline
from tests.cast import NOW, Cast, mail, opened, panel, report_of


def test_a_ticket_has_a_unique_id_a_team_and_both_deadlines(cast: Cast) -> None:
    ticket = opened(cast)
    assert ticket_id.parse(ticket.number, "IS") is not None
    assert ticket.team == cast.first_line
    assert ticket.priority == "critical"
    assert ticket.response_due_at == NOW + timedelta(minutes=15)
    assert ticket.repair_due_at == NOW + timedelta(hours=4)
    assert ticket.due_at == ticket.response_due_at


def test_the_age_counts_from_when_the_report_reached_us(cast: Cast) -> None:
    received_at = NOW - timedelta(minutes=40)
    report = report_of(cast, received_at=received_at)
    ticket = open_ticket(actor=mail(cast.alba), now=NOW, report=report)
    assert ticket.opened_at == received_at
    assert ticket.response_due_at == received_at + timedelta(minutes=15)


def test_the_same_report_never_opens_two_tickets(cast: Cast) -> None:
    first, second = opened(cast), opened(cast)
    assert first.id == second.id
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_acknowledgement_names_id_keeper_and_deadlines(cast: Cast) -> None:
    ticket = opened(cast)
    message = Message.objects.get()
    shown = ticket_id.shown(ticket.number, "IS")
    assert message.purpose == "acknowledgement"
    assert message.to_address == cast.alba.email
    assert message.subject == f"[{shown}] Link down in Tirana"
    for expected in (shown, "First line", "Critical", "10:15", "Europe/Tirane", "09:15 UTC"):
        assert expected in message.text, expected
    assert message.is_automatic


def test_the_acknowledgement_stands_in_the_readers_language_with_english_beneath(
    cast: Cast,
) -> None:
    cast.alba.language = "de"
    cast.alba.save()
    opened(cast)
    text = Message.objects.get().text
    german, english = text.split("-" * 64)
    assert "Sehr geehrte" in german or "Guten Tag" in german
    assert "Dear Alba" in english
    assert "Dear Alba" not in german


def test_a_mail_report_is_told_of_the_faster_panel_and_a_panel_report_is_not(cast: Cast) -> None:
    opened(cast)
    open_ticket(actor=mail(cast.alba), now=NOW, report=report_of(cast, key="mail:1"))
    by_panel, by_mail = Message.objects.order_by("id")
    assert "fastest way" not in by_panel.text
    assert "fastest way" in by_mail.text
    assert "longer" in by_mail.text


def test_missing_facts_are_asked_for_in_the_acknowledgement_once(cast: Cast) -> None:
    ticket = opened(cast, facts=(), service=None)
    message = Message.objects.get()
    assert message.purpose == "question"
    for asked in ("Which service", "When did the problem start", "What is the impact"):
        assert asked in message.text
    assert "short description" not in message.text
    assert ticket.asked_at == NOW
    assert ticket.state == "new"


def test_an_unknown_impact_runs_provisionally_and_is_not_stored_as_a_fact(cast: Cast) -> None:
    ticket = opened(cast, facts=())
    assert ticket.impact is None
    assert ticket.priority == "critical"
    assert ticket.is_provisional
    assert "impact" not in ticket.facts


def test_without_a_known_service_the_providers_default_targets_hold(cast: Cast) -> None:
    ticket = opened(cast, service=None)
    assert ticket.service_level is not None
    assert ticket.service_level.contract_id is None
    assert ticket.repair_due_at == NOW + timedelta(hours=4)


def test_every_fact_remembers_where_it_came_from(cast: Cast) -> None:
    facts = opened(cast).facts
    assert facts["service_id"]["source"] == "form"
    assert facts["description"]["value"].startswith("The link went down")


def test_a_machines_report_is_never_answered(cast: Cast) -> None:
    opened(cast, is_automatic=True, facts=())
    assert not Message.objects.exists()


def test_a_reporter_without_a_mail_address_gets_a_ticket_like_everybody(cast: Cast) -> None:
    cast.alba.email = None
    cast.alba.save()
    ticket = opened(cast)
    assert ticket.reporter == cast.alba
    assert not Message.objects.exists()


def test_a_subject_of_many_lines_becomes_one_line_of_at_most_300_characters(cast: Cast) -> None:
    ticket = opened(cast, subject="Link\r\ndown " * 100)
    assert "\n" not in ticket.subject
    assert len(ticket.subject) <= 300


def test_a_subject_cannot_turn_or_hide_the_text_around_it(cast: Cast) -> None:
    assert opened(cast, subject="Link \u202edown\u2066\x07!").subject == "Link down!"


def test_the_columns_are_what_a_replay_of_the_timeline_gives(cast: Cast) -> None:
    assert differences(Ticket.objects.get(id=opened(cast).id)) == {}


def test_the_database_refuses_to_change_or_delete_an_entry(cast: Cast) -> None:
    entry = opened(cast).entries.earliest("id")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(id=entry.id).update(kind="note")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM tickets_entry WHERE id = %s", [entry.id])


def test_internal_entries_are_not_in_the_customers_timeline(cast: Cast) -> None:
    ticket = opened(cast)
    kinds = [entry.kind for entry in timeline(ticket, for_customer=True)]
    assert kinds == ["opened", "assigned"]


def test_the_channel_is_kept(cast: Cast) -> None:
    report = report_of(cast, key="phone:1")
    ticket = open_ticket(actor=Actor(cast.elira, Channel.PHONE), now=NOW, report=report)
    assert ticket.entries.earliest("id").channel == "phone"
    assert panel(cast.alba).channel == "panel"
