"""What staff are written about their tickets: as they chose, never about what they did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.catalogue.models import TeamCustomer
from qendra.jobs import digests, news
from qendra.outbox.models import Message
from qendra.preferences.actions import change_profile
from qendra.preferences.kinds import USUAL, Kind, StaffKind
from qendra.preferences.models import StaffMails
from qendra.staff.actions.teams import save_team
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.moving import assign
from qendra.tickets.actions.undoing import undo_entries
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened, panel

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=6)


def wants(person: Person, *kinds: StaffKind) -> None:
    change_profile(
        actor=desk(person),
        now=NOW,
        person=person,
        name=person.name,
        phone=person.phone,
        language=person.language,
        time_zone=person.time_zone,
        wanted=Kind,
        of_staff=kinds,
    )


def give(cast: Cast, ticket: Ticket, to: Person, by: Person) -> None:
    assign(actor=desk(by), now=NOW, ticket_id=ticket.id, assignee=to, team=cast.first_line)


def answer(cast: Cast, ticket: Ticket, text: str = "Still down.") -> None:
    message = CustomerMessage(
        key=f"{ticket.id}:{text}", words=Words(text), received_at=SOON, source=Source.FORM
    )
    add_customer_message(actor=panel(cast.alba), now=SOON, ticket_id=ticket.id, message=message)


def told(person: Person) -> list[Message]:
    """The mails to this member of staff, once the news are passed on and digests are due."""
    while news.run_once(now=SOON):
        pass
    digests.run_once(now=LATER)
    found = Message.objects.filter(to_address=person.email, purpose__startswith="staff_")
    return list(found.order_by("id"))


def test_who_is_given_a_ticket_is_told_by_whom(cast: Cast) -> None:
    ticket = opened(cast)
    give(cast, ticket, cast.elira, by=cast.faik)
    (mail,) = told(cast.elira)
    assert mail.subject.endswith("Given to you: Link down in Tirana")
    assert "Faik gave you this ticket:" in mail.text
    assert f"/desk/tickets/IS-{ticket.number[:4]}" in mail.text
    assert "/account/" in mail.text
    assert told(cast.faik) == []


def test_nobody_is_told_of_what_they_did_themselves(cast: Cast) -> None:
    give(cast, opened(cast), cast.elira, by=cast.elira)
    assert told(cast.elira) == []


def test_who_has_it_already_or_no_longer_is_not_told(cast: Cast) -> None:
    ticket = opened(cast)
    give(cast, ticket, cast.elira, by=cast.faik)
    give(cast, ticket, cast.jon, by=cast.faik)
    assert told(cast.elira) == []
    assert len(told(cast.jon)) == 1
    assign(actor=desk(cast.faik), now=SOON, ticket_id=ticket.id, assignee=cast.jon, team=None)
    assert len(told(cast.jon)) == 1


def test_a_move_that_its_author_took_back_is_no_news(cast: Cast) -> None:
    ticket = opened(cast)
    give(cast, ticket, cast.elira, by=cast.faik)
    assert len(told(cast.elira)) == 1
    give(cast, ticket, cast.jon, by=cast.faik)
    last = ticket.entries.latest("id").id
    undo_entries(actor=desk(cast.faik), now=SOON, ticket_id=ticket.id, first=last, last=last)
    assert len(told(cast.elira)) == 1
    assert told(cast.jon) == []


def test_an_answer_of_the_customer_is_told_with_its_words(cast: Cast) -> None:
    ticket = opened(cast)
    give(cast, ticket, cast.elira, by=cast.elira)
    answer(cast, ticket)
    answer(cast, ticket, "Now it flaps.")
    (mail,) = told(cast.elira)
    assert "The customer answered" in mail.subject
    assert "Alba answered on a ticket of yours:" in mail.text
    assert "Now it flaps." in mail.text
    assert "/account/" in mail.text


def test_new_tickets_of_the_team_come_to_those_who_asked_in_one_mail(cast: Cast) -> None:
    wants(cast.elira, StaffKind.TEAM)
    opened(cast)
    opened(cast, key="form:2", subject="Packet loss")
    (mail,) = told(cast.elira)
    assert mail.subject == "2 new tickets for your team"
    assert "Link down in Tirana" in mail.text
    assert "Packet loss" in mail.text
    assert "/account/" in mail.text
    assert told(cast.faik) == []


def test_a_digest_waits_for_five_minutes_and_names_what_is_still_to_begin(cast: Cast) -> None:
    wants(cast.elira, StaffKind.TEAM)
    ticket = opened(cast)
    news.run_once(now=NOW)
    assert digests.run_once(now=NOW + timedelta(minutes=4)) == 0
    give(cast, ticket, cast.elira, by=cast.elira)
    assert digests.run_once(now=LATER) == 1
    assert told(cast.elira) == []


def test_a_digest_is_written_in_the_language_of_its_reader_with_english_beneath(
    cast: Cast,
) -> None:
    Person.objects.filter(id=cast.elira.id).update(language="de")
    cast.elira.refresh_from_db()
    wants(cast.elira, StaffKind.TEAM)
    opened(cast)
    (mail,) = told(cast.elira)
    assert mail.subject == "1 neues Ticket für Ihr Team"
    assert "a new ticket came to your team:" in mail.text


def test_what_was_switched_off_does_not_come(cast: Cast) -> None:
    wants(cast.elira)
    ticket = opened(cast)
    give(cast, ticket, cast.elira, by=cast.faik)
    answer(cast, ticket)
    assert told(cast.elira) == []


def test_who_left_meanwhile_is_told_nothing(cast: Cast) -> None:
    wants(cast.elira, *StaffKind)
    opened(cast)
    news.run_once(now=NOW)
    give(cast, opened(cast, key="form:2"), cast.elira, by=cast.faik)
    Person.objects.filter(id=cast.elira.id).update(is_active=False)
    assert told(cast.elira) == []


@pytest.mark.parametrize(("name", "mails"), [("northwind", 1), ("southport", 0)])
def test_a_limited_team_reads_of_its_own_customers_only(cast: Cast, name: str, mails: int) -> None:
    customer = getattr(cast, name)
    wants(cast.elira, StaffKind.TEAM)
    save_team(
        actor=SYSTEM,
        now=NOW,
        team=cast.first_line,
        name="First line",
        members=[cast.elira],
        is_first_line=True,
        customers=[customer],
    )
    opened(cast)
    assert len(told(cast.elira)) == mails
    assert TeamCustomer.objects.filter(customer=customer).exists()


def test_how_many_queries_it_takes_does_not_depend_on_how_many_entries(cast: Cast) -> None:
    wants(cast.elira, *StaffKind)

    def queries(count: int, name: str) -> int:
        for each in range(count):
            ticket = opened(cast, key=f"{name}:{each}")
            give(cast, ticket, cast.jon, by=cast.faik)
            answer(cast, ticket)
        with CaptureQueriesContext(connection) as news_read:
            news.run_once(now=SOON)
        with CaptureQueriesContext(connection) as digests_read:
            digests.run_once(now=LATER)
        return len(news_read) + len(digests_read)

    assert queries(1, "few") == queries(5, "many")


def test_staff_choose_on_their_account_and_the_team_kind_is_off_at_first(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.elira)
    page = client.get("/account/").content.decode()
    assert 'name="staff_mails" value="assigned" checked' in page
    assert 'name="staff_mails" value="team">' in page
    assert 'name="mails"' not in page
    values = {"name": "Elira", "phone": "", "language": "en", "time_zone": "UTC"}
    client.post("/account/", values | {"staff_mails": ["team"]})
    assert StaffMails.objects.get(person=cast.elira).kinds == ["team"]
    assert StaffKind.TEAM not in USUAL


def test_customers_are_not_asked_about_mails_of_staff(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.alba)
    assert 'name="staff_mails"' not in client.get("/account/").content.decode()
