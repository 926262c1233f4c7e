"""The first case, from the report on three channels to its end: steps 1 to 6 of the main job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.outbox.fixed import RULE
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Priority
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.cast import NOW, Cast
from tests.scenarios.world import World, at_desk, landed, link_in


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    cast.alba.language = "de"
    cast.alba.save()
    yield World(cast, monkeypatch)
    for ticket in Ticket.objects.all():
        assert differences(ticket) == {}, "the columns are not what the timeline makes of them"


def reported(world: World) -> Ticket:
    """Alba reports in the panel that her transit is down."""
    form = {
        "token": str(uuid4()),
        "kind": "fault",
        "subject": "Transit down",
        "description": "No traffic since five to ten.",
        "started_at": "2026-03-11T09:55",
        "impact": "service_affecting",
        "urgency": "high",
        "circuit": "TIA-TRN-0001",
        "permanence": "permanent",
        "ip_address": "192.0.2.10",
        "attachments": SimpleUploadedFile("mtr.txt", b"100% loss at hop 3", "text/plain"),
    }
    client = world.browser(world.cast.alba)
    ticket = landed(client.post("/services/IPT-10001/support/new/", form))
    world.work()
    return ticket


def test_a_customer_reports_in_the_panel_and_sees_id_owner_and_deadlines(world: World) -> None:
    alba = world.browser(world.cast.alba)
    ticket = reported(world)
    assert (ticket.opened_at, ticket.priority) == (NOW, Priority.CRITICAL)
    assert ticket.repair_due_at == NOW + timedelta(hours=4)
    page = alba.get(f"/tickets/{ticket.number}/sent/").content.decode()
    for told in (world.shown_id(ticket), "First line", "14:00", "10:15"):
        assert told in page, told
    support = alba.get("/services/IPT-10001/support/").content.decode()
    assert world.shown_id(ticket) in support
    file = alba.get(f"/files/{ticket.entries.get(kind='opened').attachments.get().id}/")
    assert file.getvalue() == b"100% loss at hop 3"


def test_the_acknowledgement_is_in_the_readers_language_with_the_english_beneath(
    world: World,
) -> None:
    ticket = reported(world)
    (mail,) = world.mails_to(world.cast.alba)
    german, english = mail.text.split(RULE)
    assert german.startswith("Guten Tag Alba")
    assert english.startswith("Dear Alba")
    for told in (world.shown_id(ticket), "First line", "14:00", "13:00 UTC"):
        assert told in german, told
        assert told in english, told
    assert mail.subject == f"[{world.shown_id(ticket)}] Transit down"
    assert mail.is_automatic


def test_a_mail_becomes_a_ticket_is_asked_once_and_filled_in_by_a_plain_reply(
    world: World,
) -> None:
    drita = world.cast.drita
    ticket = world.mail(drita, "Our circuit TIA-TRN-0001 has been bad for a while.")
    assert ticket.service == world.cast.transit
    assert (ticket.customer, ticket.reporter) == (world.cast.northwind, drita)
    assert ticket.is_provisional
    (asked,) = world.mails_to(drita)
    assert asked.purpose == "question"
    assert asked.in_reply_to == ticket.entries.get(kind="opened").data["message_id"].strip("<>")

    said = "Impact: degradation\nStart time: 11.03.2026 09:30\nIt comes and goes."
    assert world.answer(drita, asked, said) == ticket
    ticket.refresh_from_db()
    assert (ticket.impact, ticket.priority) == ("degradation", Priority.MINOR)
    assert ticket.facts["started_at"]["value"] == "2026-03-11T08:30:00+00:00"
    assert ticket.facts["started_at"]["source"] == "mail"
    assert len(world.mails_to(drita)) == 1


def test_a_call_becomes_a_ticket_with_the_same_facts(world: World) -> None:
    elira = world.browser(world.cast.elira)
    found = elira.get("/desk/calls/new/", {"q": "ADR-77120", "find": "1"}).content.decode()
    assert "IPT-10001" in found
    form = {
        "save": "1",
        "token": str(uuid4()),
        "service": "IPT-10001",
        "kind": "fault",
        "description": "The link is down, says Alba.",
        "started_at": "2026-03-11T09:55",
        "impact": "service_affecting",
        "urgency": "high",
        "caller": world.cast.alba.id,
    }
    ticket = landed(elira.post("/desk/calls/new/", form))
    assert (ticket.reporter, ticket.priority) == (world.cast.alba, Priority.CRITICAL)
    assert ticket.facts["started_at"]["value"] == "2026-03-11T08:55:00+00:00"
    assert ticket.facts["started_at"]["source"] == "call"
    (mail,) = world.mails_to(world.cast.alba)
    assert world.cast.provider.panel_name in mail.text


def test_an_agent_works_on_it_and_every_answer_is_threaded(world: World) -> None:
    ticket, elira = reported(world), world.browser(world.cast.elira)
    at_desk(elira, ticket, "assignment", assignee=world.cast.elira.id, team="")
    at_desk(elira, ticket, "entries", mode="reply", text="We are looking at hop 3.")
    assert (ticket.state, ticket.response_due_at) == (State.IN_PROGRESS, None)
    at_desk(elira, ticket, "entries", mode="note", text="Fibre cut, says the carrier.")
    at_desk(elira, ticket, "priority", impact="degradation", urgency="high", reason="Rerouted.")
    assert ticket.priority == Priority.MAJOR
    at_desk(elira, ticket, "moves", to="waiting_carrier", reference="ADR-INC-7")
    at_desk(elira, ticket, "moves", to="restored", happened_at="2026-03-11T10:00")

    acknowledgement, answer, corrected, restored = world.mails_to(world.cast.alba)
    assert answer.text.startswith("We are looking at hop 3.\n\nElira")
    assert not answer.is_automatic
    root = acknowledgement.in_reply_to
    assert {mail.in_reply_to for mail in (answer, corrected, restored)} == {root}
    assert "Rerouted." in corrected.text
    assert {mail.reply_to for mail in (acknowledgement, answer, corrected, restored)} == {
        answer.reply_to
    }
    alba = world.browser(world.cast.alba)
    page = alba.get(f"/tickets/{ticket.number}/").content.decode()
    assert "We are looking at hop 3." in page
    assert "Fibre cut" not in page


def test_two_agents_at_once_and_the_second_sees_what_changed(world: World) -> None:
    ticket = reported(world)
    elira, faik = world.browser(world.cast.elira), world.browser(world.cast.faik)
    seen = ticket.entries.order_by("-id")[0].id
    drawn = {"version": ticket.version, "seen": seen, "token": str(uuid4()), "mode": "reply"}
    at_desk(elira, ticket, "entries", mode="reply", text="I take it.")
    late = faik.post(f"/desk/tickets/{ticket.number}/entries/", drawn | {"text": "Me too!"})
    assert late.status_code == 409
    assert "Me too!" in late.content.decode()
    assert "I take it." in late.content.decode()
    assert len(world.mails_to(world.cast.alba, "reply")) == 1


def test_waiting_for_the_customer_reminds_twice_and_returns_to_us(world: World) -> None:
    ticket, elira = reported(world), world.browser(world.cast.elira)
    at_desk(elira, ticket, "entries", mode="reply", text="Which port?", then="waiting_customer")
    due_before = ticket.repair_due_at
    for hours, reminders in ((23, 0), (1, 1), (24, 2), (23, 2)):
        world.passes(hours=hours)
        assert len(world.mails_to(world.cast.alba, "reminder")) == reminders
    assert not ticket.escalation_run.steps.exists()
    world.passes(hours=1)
    ticket.refresh_from_db()
    assert (ticket.state, due_before) == (State.IN_PROGRESS, None)
    assert ticket.repair_due_at == NOW + timedelta(hours=4 + 72)


def test_resolved_asks_for_a_word_and_closes_after_72_hours_without_one(world: World) -> None:
    ticket, elira = reported(world), world.browser(world.cast.elira)
    at_desk(elira, ticket, "moves", to="resolved")
    (asked,) = world.mails_to(world.cast.alba, "resolved")
    page = Client().get(link_in(asked, "confirm"))
    assert page.status_code == 200
    world.passes(hours=71)
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    world.passes(hours=1)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert len(world.mails_to(world.cast.alba, "closed")) == 1


def test_one_press_on_the_page_of_the_mail_closes_or_reopens(world: World) -> None:
    ticket, elira = reported(world), world.browser(world.cast.elira)
    at_desk(elira, ticket, "moves", to="resolved")
    link = link_in(world.mails_to(world.cast.alba, "resolved")[0], "confirm")
    broken = Client().post(link, {"answer": "broken", "text": "Still nothing."})
    assert broken.status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS
    # That question is answered; the next resolution asks its own.
    assert Client().post(link, {"answer": "works"}).status_code == 410
    world.passes(minutes=5)
    at_desk(elira, ticket, "moves", to="resolved")
    link = link_in(world.mails_to(world.cast.alba, "resolved")[1], "confirm")
    assert Client().post(link, {"answer": "works"}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_a_reply_reopens_for_14_days_thanks_do_not_and_later_it_is_a_new_ticket(
    world: World,
) -> None:
    ticket, elira, alba = reported(world), world.browser(world.cast.elira), world.cast.alba
    at_desk(elira, ticket, "moves", to="resolved")
    asked = world.mails_to(alba, "resolved")[0]
    assert world.answer(alba, asked, "Thank you very much!") == ticket
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    world.passes(days=13)
    assert world.answer(alba, asked, "It is down again.") == ticket
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS
    at_desk(elira, ticket, "moves", to="closed", reason="Repaired again.")
    world.passes(days=15)
    later = world.answer(alba, asked, "And down once more.")
    assert later != ticket
    assert later.entries.get(kind="opened").data["follows"] == ticket.number
    assert later.service == ticket.service


def test_the_id_in_a_subject_finds_the_case_for_its_people_only(world: World) -> None:
    ticket, subject = reported(world), "Re: our case {}"
    subject = subject.format(world.shown_id(ticket).lower())
    assert world.mail(world.cast.alba, "One more log.", subject=subject) == ticket
    before = ticket.entries.count()
    other = world.mail(world.cast.cedric, "IPT-30001 is down.", subject=subject)
    assert other.customer == world.cast.southport
    assert ticket.entries.count() == before
    told = world.mails_to(world.cast.cedric)[0].text + world.mails_to(world.cast.cedric)[0].subject
    assert world.shown_id(ticket) not in told.replace(other.subject, "")
    assert "Transit down" not in told


def test_by_its_age_it_climbs_and_the_levels_person_takes_it_with_one_button(
    world: World,
) -> None:
    ticket, hana = reported(world), world.cast.hana
    world.passes(minutes=59)
    assert world.level_of(ticket) == []
    world.passes(minutes=1)
    assert world.level_of(ticket) == [(1, "age")]
    (told,) = world.mails_to(hana, "escalation_step")
    link = link_in(told, "acknowledge")
    assert Client().get(link).status_code == 200
    assert not ticket.entries.filter(kind="escalation_acknowledged").exists()
    for _ in range(2):
        assert Client().post(link).status_code == 200
    assert ticket.entries.filter(kind="escalation_acknowledged").count() == 1
    # Neither a note nor an acknowledgement stops it (E3).
    world.passes(minutes=60)
    assert world.level_of(ticket) == [(1, "age"), (2, "age")]


def test_the_customer_pushes_it_higher_and_within_the_hour_reminds(world: World) -> None:
    ticket, alba = reported(world), world.browser(world.cast.alba)
    world.passes(minutes=10)
    address = f"/tickets/{ticket.number}/escalation/"
    for reason in ("Nobody calls.", "Still nobody."):
        form = {"token": str(uuid4()), "reason": reason, "call_back": "on"}
        assert alba.post(address, form).status_code == 302
        world.passes(minutes=5)
    assert world.level_of(ticket) == [(1, "request")]
    told, reminded = world.mails_to(world.cast.hana)
    assert "Nobody calls." in told.text
    assert "Still nobody." in reminded.text
    assert len(world.mails_to(world.cast.alba, "escalation_answer")) == 2


def test_restored_stops_the_climb(world: World) -> None:
    ticket, elira = reported(world), world.browser(world.cast.elira)
    world.passes(minutes=61)
    at_desk(elira, ticket, "moves", to="restored")
    world.passes(hours=12)
    assert world.level_of(ticket) == [(1, "age")]
