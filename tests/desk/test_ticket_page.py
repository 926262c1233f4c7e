"""The ticket page: what it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from qendra.catalogue.models import Carrier
from qendra.desk.shown.clocks import clocks_of
from qendra.desk.shown.there import FILES, there_of
from qendra.lib import remembering
from qendra.project.kept_parts import pieces
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message, add_note
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.opening import link_tickets, open_ticket
from qendra.tickets.actions.writing import KeptFile, Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.selectors import past_of
from qendra.tickets.uploads import kept
from tests.cast import NOW, Cast, desk, mail, opened, report_of


def page_of(client: Client, ticket: Ticket) -> str:
    response = client.get(f"/desk/tickets/{ticket.number}/")
    assert response.status_code == 200
    return response.content.decode()


def said(cast: Cast, ticket: Ticket, words: Words) -> None:
    message = CustomerMessage(key="mail:1", words=words, received_at=NOW, source=Source.MAIL)
    add_customer_message(actor=mail(cast.alba), now=NOW, ticket_id=ticket.id, message=message)


def a_file() -> tuple[KeptFile, ...]:
    return kept([SimpleUploadedFile("trace.txt", b"1 2 3", "text/plain")], NOW)


def test_the_timeline_shows_internal_entries_and_folds_what_a_mail_quoted(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    words = Words(text="The optic is dirty.", files=a_file())
    add_note(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
    said(cast, ticket, Words(text="Any news?", history="> We look into it."))
    page = page_of(elira, ticket)
    assert "The optic is dirty." in page
    assert "Internal note" in page
    assert "trace.txt" in page
    assert "Any news?" in page
    folded = page[page.index('<details class="entry__original">') :]
    assert "&gt; We look into it." in folded


def test_a_file_of_any_entry_is_a_download(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, words=Words(text="See the trace.", files=a_file()))
    line = elira.get(f"/desk/tickets/{ticket.number}/").context["lines"][0]
    response = elira.get(line.files[0].url)
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == b"1 2 3"  # type: ignore[attr-defined]  # a file


def test_words_from_outside_never_become_markup(cast: Cast, elira: Client) -> None:
    evil = "<script>alert(1)</script>"
    ticket = opened(cast, subject=evil, words=Words(text=evil, history=evil))
    assert evil not in page_of(elira, ticket)


def test_facts_are_shown_with_their_source_and_missing_ones_are_named(
    cast: Cast, elira: Client
) -> None:
    facts = (Fact(FactName.IP_ADDRESS, "192.0.2.7", Source.MAIL, "host 192.0.2.7 is gone"),)
    ticket = opened(cast, service=None, facts=facts)
    page = page_of(elira, ticket)
    assert "192.0.2.7" in page
    assert "read from a mail" in page
    assert "host 192.0.2.7 is gone" in page
    shown = elira.get(f"/desk/tickets/{ticket.number}/").context["facts"]
    missing = [str(fact.name) for fact in shown if fact.is_missing]
    assert missing == ["Service ID", "Started", "Impact"]


def test_a_provisional_priority_says_so_and_which_cell_of_the_matrix_holds(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast, facts=())
    page = page_of(elira, ticket)
    assert "(provisional)" in page
    assert "impact not known yet" in page
    change_priority(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=ticket.id,
        impact=Impact.DEGRADATION,
        urgency=Urgency.HIGH,
        reason="Loss, not an outage.",
    )
    page = page_of(elira, ticket)
    assert "Degradation × urgency High → Major, matrix version 1" in page
    assert "Loss, not an outage." in page


def test_all_clocks_say_when_they_are_due_and_why(cast: Cast, elira: Client) -> None:
    clocks = elira.get(f"/desk/tickets/{opened(cast).number}/").context["clocks"]
    assert [str(clock.name) for clock in clocks] == ["First answer", "Next update", "Repair"]
    assert all("because it was reported" in clock.why for clock in (clocks[0], clocks[2]))
    assert clocks[1].told == "after the first answer"
    assert [bool(clock.bar) for clock in clocks] == [False, False, True]


@pytest.mark.parametrize(
    ("hours", "tone"), [(1, "low"), (4, "minor"), (6, "major"), (7.5, "major"), (9, "critical")]
)
def test_half_of_the_time_shows_and_three_quarters_more(
    cast: Cast, hours: float, tone: str
) -> None:
    ticket = opened(cast, urgency=Urgency.MEDIUM)
    now = NOW + timedelta(hours=hours)
    repair = clocks_of(ticket, past_of(ticket), "Europe/Tirane", now)[-1]
    assert repair.tone == tone


def test_the_service_sheet_has_all_that_a_noc_engineer_needs(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    other = opened(cast, key="2", subject="Another one")
    page = page_of(elira, ticket)
    for words in (
        "IP transit 1G", "K-C-1", "HQ", "TIA-TRN-0001", "Tirana POP", "Tirana HQ",
        "Adria Carrier", "ADR-77120", "192.0.2.0/25", "2001:db8:7::/48", "Another one",
        other.number[:4], "Alba", "+355 69 000 0000",
    ):  # fmt: skip
        assert words in page, words


def test_a_ticket_without_a_service_asks_for_it(cast: Cast, elira: Client) -> None:
    report = report_of(cast, service=None, reporter=None, facts=())
    page = page_of(elira, open_ticket(actor=desk(cast.elira), now=NOW, report=report))
    assert "State the service ID among the facts." in page
    assert "Nobody at the customer takes part" in page


def test_only_the_newest_entries_stand_there_until_somebody_asks_for_more(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    _notes(cast, ticket, 120)
    path = f"/desk/tickets/{ticket.number}/"
    whole = ticket.entries.count()
    for shown, count in (("", 50), ("?shown=100", 100), ("?shown=all", whole), ("?shown=x", 50)):
        lines = elira.get(path + shown).context["lines"]
        assert len(lines) == count, shown
        assert lines[-1].text == "Note 119"
    page = elira.get(path).content.decode()
    assert 'href="?shown=100#entry-' in page
    assert 'data-earlier="?shown=all"' in page
    assert "data-earlier" not in elira.get(f"{path}?shown=all").content.decode()


def test_the_clocks_and_the_people_come_from_all_entries(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    said(cast, ticket, Words(text="It is urgent."))
    _notes(cast, ticket, 60)
    page = page_of(elira, ticket)
    assert "It is urgent." not in page
    assert "Alba" in page
    assert "because it was reported" in page


def test_other_open_tickets_stand_beside_it_the_nearest_first(cast: Cast, elira: Client) -> None:
    circuit = (Fact(FactName.CIRCUIT_ID, "TIA-TRN-0001", Source.FORM),)
    ticket = opened(cast, facts=circuit)
    opened(cast, key="2", subject="Other service", service=cast.server)
    opened(cast, key="3", subject="Same service")
    lower = (Fact(FactName.CIRCUIT_ID, "tia-trn-0001", Source.MAIL),)
    opened(cast, key="4", subject="Same circuit", facts=lower)
    opened(cast, key="5", subject="Foreign", customer=cast.southport, service=cast.foreign)
    others = elira.get(f"/desk/tickets/{ticket.number}/").context["others"]
    assert [(each.subject, each.why) for each in others] == [
        ("Same circuit", "same circuit"),
        ("Same service", "same service"),
        ("Other service", "same customer"),
    ]


def test_a_changed_name_is_on_the_page_at_once(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    assert "Adria Carrier" in page_of(elira, ticket)
    Carrier.objects.filter(id=cast.carrier.id).update(name="Ionian Carrier")
    page = page_of(elira, ticket)
    assert "Ionian Carrier" in page
    assert "Adria Carrier" not in page


def test_a_linked_ticket_is_named(cast: Cast, elira: Client) -> None:
    old, new = opened(cast), opened(cast, key="2")
    link_tickets(actor=desk(cast.elira), now=NOW, ticket=new, followed=old)
    assert "Follows IS-" in page_of(elira, new)
    assert "Is followed by IS-" in page_of(elira, old)


def test_five_entries_and_fifty_ask_the_database_the_same(
    cast: Cast, elira: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = opened(cast, now=timezone.now() - timedelta(minutes=5))
    path = f"/desk/tickets/{ticket.number}/"
    _notes(cast, ticket, 3)
    remembering.forget_all()
    with django_assert_num_queries(QUERIES):
        elira.get(path)
    _notes(cast, ticket, 45)
    remembering.forget_all()
    with django_assert_num_queries(QUERIES):
        response = elira.get(path)
    assert len(response.context["lines"]) == 50


def test_what_a_ticket_has_not_is_asked_for_at_once_and_then_not_read(
    cast: Cast, elira: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = opened(cast, now=timezone.now() - timedelta(minutes=5))
    with django_assert_num_queries(1):
        assert not any(there_of(ticket).values())
    path = f"/desk/tickets/{ticket.number}/"
    remembering.forget_all()
    with django_assert_num_queries(QUERIES - 1):
        elira.get(path)
    _notes(cast, ticket, 1)
    assert there_of(ticket)[FILES]
    assert elira.get(path).context["lines"][-1].files


def test_a_page_that_shows_the_same_draws_no_part_again(cast: Cast, elira: Client) -> None:
    pieces.cache_clear()
    elira.get("/desk/queues/all/")
    drawn = pieces.cache_info().misses
    elira.get("/desk/queues/all/")
    assert pieces.cache_info().misses == drawn
    opened(cast)
    remembering.forget_all()
    elira.get("/desk/queues/all/")
    assert pieces.cache_info().misses > drawn


# Among them: who is away now, and is stood in for on the ladder; and which telephones ring.
QUERIES = 26


def _notes(cast: Cast, ticket: Ticket, count: int) -> None:
    for number in range(count):
        words = Words(text=f"Note {number}", files=a_file())
        add_note(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=words)
