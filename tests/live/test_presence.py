"""Who looks at a ticket, who writes, and what others said meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.desk.actions.holding import HOLD, release_due
from qendra.live.actions import presence as actions
from qendra.live.actions.presence import STAYS, be_absent, be_present, tell_of_people
from qendra.live.models import Presence
from qendra.live.news import Told
from qendra.live.selectors import Present, others_at
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened
from tests.webhooks.hooks import noted, replied

ASKS = {"X-Fragment": "0"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return opened(cast)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What would have been told to open pages."""
    found: list[Told] = []

    def tell(*, told: Told) -> None:
        found.append(told)

    monkeypatch.setattr(actions, "tell", tell)
    return found


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def look(person: Person, ticket: Ticket, writes: str = "", now: datetime = NOW) -> UUID:
    """A page of this person; its name."""
    page = uuid4()
    be_present(actor=desk(person), now=now, ticket_id=ticket.id, page=page, writes=writes)
    return page


def test_others_are_seen_and_never_oneself(cast: Cast, ticket: Ticket) -> None:
    look(cast.elira, ticket)
    look(cast.faik, ticket, writes="reply")
    assert others_at(ticket, cast.elira, NOW) == [Present("Faik", "reply")]
    assert others_at(ticket, cast.faik, NOW) == [Present("Elira", "")]


def test_somebody_with_two_pages_is_one_person_and_writes_if_one_of_them_does(
    cast: Cast, ticket: Ticket
) -> None:
    first = look(cast.faik, ticket, writes="note")
    look(cast.faik, ticket, now=NOW + timedelta(seconds=1))
    assert others_at(ticket, cast.elira, NOW) == [Present("Faik", "note")]
    be_absent(actor=desk(cast.faik), now=NOW, page=first)
    assert others_at(ticket, cast.elira, NOW) == [Present("Faik", "")]


def test_a_page_that_died_is_missed_after_a_while_and_forgotten(
    cast: Cast, ticket: Ticket, told: list[Told]
) -> None:
    look(cast.faik, ticket)
    almost, over = NOW + STAYS - timedelta(seconds=1), NOW + STAYS
    assert others_at(ticket, cast.elira, almost)
    assert not others_at(ticket, cast.elira, over)
    tell_of_people(now=NOW)
    told.clear()
    tell_of_people(now=over)
    assert told == [Told(people=[ticket.number])]
    assert not Presence.objects.exists()


def test_each_coming_changing_and_going_is_told_once(
    cast: Cast, ticket: Ticket, told: list[Told]
) -> None:
    page = uuid4()

    def says(writes: str) -> None:
        be_present(actor=desk(cast.faik), now=NOW, ticket_id=ticket.id, page=page, writes=writes)

    def rings() -> bool:
        told.clear()
        tell_of_people(now=NOW)
        return told == [Told(people=[ticket.number])]

    says("")
    assert [rings(), rings()] == [True, False]
    says("")
    assert not rings()
    says("reply")
    assert [rings(), rings()] == [True, False]
    be_absent(actor=desk(cast.faik), now=NOW, page=page)
    assert [rings(), rings()] == [True, False]


def test_nobody_moves_the_page_of_another(cast: Cast, ticket: Ticket) -> None:
    page = look(cast.faik, ticket, writes="reply")
    other = opened(cast, key="form:other")
    be_present(actor=desk(cast.elira), now=NOW, ticket_id=other.id, page=page, writes="")
    be_absent(actor=desk(cast.elira), now=NOW, page=page)
    assert others_at(ticket, cast.elira, NOW) == [Present("Faik", "reply")]


def test_the_table_is_worth_nothing_after_a_crash_and_costs_no_disk(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'live_presence'")
        assert cursor.fetchone() == ("u",)


def test_a_page_says_that_it_is_there_and_is_answered_who_else_is(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    address = f"/desk/tickets/{ticket.number}/presence/"
    elira, faik = browser_of(cast.elira), browser_of(cast.faik)
    page = {"page": str(uuid4())}
    assert "Elira" not in elira.post(address, page | {"writes": "reply"}).text
    seen = faik.get(address, headers=ASKS)
    assert "Elira writes an answer" in seen.text
    # Who asks again is told nothing new, for as many queries.
    again = ASKS | {"If-None-Match": seen["ETag"]}
    assert faik.get(address, headers=again).status_code == 304
    elira.post(address, page | {"writes": ""})
    assert "Elira is looking" in faik.get(address, headers=again).text
    elira.post(address, page | {"leaves": "on"})
    assert "Elira" not in faik.get(address).text


def test_what_makes_no_sense_is_left_aside(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    address = f"/desk/tickets/{ticket.number}/presence/"
    for fields in ({}, {"page": "x"}, {"page": str(uuid4()), "writes": "poetry"}):
        assert browser_of(cast.elira).post(address, fields).status_code == 200
    assert not Presence.objects.exists()


def test_the_page_shows_the_others_from_the_beginning(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    look(cast.faik, ticket, writes="note", now=timezone.now())
    page = browser_of(cast.elira).get(f"/desk/tickets/{ticket.number}/").text
    assert "Faik writes an internal note" in page


def test_customers_never_see_who_of_the_staff_looks(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    look(cast.faik, ticket, writes="reply", now=timezone.now())
    alba = browser_of(cast.alba)
    assert "Faik" not in alba.get(f"/tickets/{ticket.number}/").text
    assert alba.get(f"/desk/tickets/{ticket.number}/presence/").status_code == 404


def test_who_writes_is_shown_what_others_said_since(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    elira = browser_of(cast.elira)
    address = f"/desk/tickets/{ticket.number}/"
    since = ticket.entries.latest("id").id
    replied(cast, ticket, text="Mine is not told to me.")
    noted(cast, ticket)
    faik = browser_of(cast.faik)
    part = faik.get(address, headers={"X-Fragment": str(since)})
    assert [line.text for line in part.context["crossing"]] == [
        "Mine is not told to me.",
        "Secret.",
    ]
    assert "Elira answered" in part.text
    assert elira.get(address, headers={"X-Fragment": str(since)}).context["crossing"] == []
    assert faik.get(address, headers={"X-Fragment": "0"}).context["crossing"] == []


def test_answers_that_cross_come_back_with_their_words_and_can_be_sent_knowingly(
    cast: Cast, ticket: Ticket, browser_of: Callable[[Person], Client]
) -> None:
    faik = browser_of(cast.faik)
    address = f"/desk/tickets/{ticket.number}/entries/"
    seen = ticket.entries.latest("id").id
    replied(cast, ticket, text="We see the loss at hop 3.", now=datetime.now(UTC))
    form = {"mode": "reply", "text": "We look at it.", "token": str(uuid4())}
    back = faik.post(address, form | {"version": 1, "seen": seen})
    assert back.status_code == 409
    assert "We look at it." in back.text
    assert "Elira answered" in back.text
    assert "We see the loss at hop 3." in back.text
    drawn = {"version": back.context["ticket"].version, "seen": back.context["seen"]}
    assert faik.post(address, form | drawn).status_code == 302
    release_due(now=timezone.now() + HOLD)
    assert ticket.entries.filter(kind="reply").count() == 2
