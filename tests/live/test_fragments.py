"""What an open page asks: only what is new, only what its reader may see, for the same queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from qendra.accounts.models import Person
from qendra.lib import remembering
from qendra.live import topics
from tests.cast import Cast, opened
from tests.webhooks.hooks import noted, replied

ASKS = {"X-Fragment": "0"}
TAG = re.compile(r'data-tag="&quot;(\w+)&quot;"')
TOKEN = re.compile(r'<meta name="live" content="([^"]*)"')


@pytest.fixture(autouse=True)
def _streams(settings: Settings) -> None:
    settings.LIVE_DATABASE_URL = "postgresql:///somewhere"


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def heard(page: str) -> frozenset[str]:
    """The topics that a page may listen to."""
    [token] = TOKEN.findall(page)
    ear = topics.ear_of(token, now=datetime.now(UTC))
    assert ear
    return ear.topics


def test_a_fragment_has_the_parts_and_no_frame(
    cast: Cast, browser_of: Callable[[Person], Client]
) -> None:
    ticket = opened(cast)
    for person, address in (
        (cast.elira, "/desk/queues/all/"),
        (cast.elira, "/desk/triage/"),
        (cast.elira, "/desk/call-backs/"),
        (cast.elira, f"/desk/tickets/{ticket.number}/"),
        (cast.alba, f"/tickets/{ticket.number}/"),
    ):
        page = browser_of(person).get(address)
        part = browser_of(person).get(address, headers=ASKS)
        wanted = set(re.findall(r'data-live="\w+"', page.text))
        assert set(re.findall(r'data-live="\w+"', part.text)) == wanted
        assert len(wanted) > 1
        assert "<html" not in part.text
        assert "masthead" not in part.text
        assert part["Cache-Control"] == "no-store"
        assert TAG.findall(page.text) == [part["ETag"].strip('"')]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("elira", "/desk/queues/all/"),
        ("elira", "/desk/queues/"),
        ("elira", "/desk/triage/"),
        ("elira", "/desk/call-backs/"),
        ("elira", "/desk/tickets/{}/"),
        ("alba", "/tickets/{}/"),
    ],
)
def test_who_sees_the_same_is_told_nothing(
    cast: Cast,
    browser_of: Callable[[Person], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    who: str,
    address: str,
) -> None:
    ticket = opened(cast)
    browser = browser_of(getattr(cast, who))
    address = address.format(ticket.number)
    first = browser.get(address, headers=ASKS)
    asks = ASKS | {"If-None-Match": first["ETag"]}
    # Session, person, and what the tag is made of; of a list which tickets, and their rows.
    with django_assert_max_num_queries(8):
        assert browser.get(address, headers=asks).status_code == 304
    replied(cast, ticket)
    answer = browser.get(address, headers=asks)
    is_of_ticket = str(ticket.number) in address
    assert answer.status_code == (200 if is_of_ticket or "/all/" in address else 304)
    if is_of_ticket:
        assert "We look at it." in answer.text


def test_a_page_hears_what_its_reader_may_see(
    cast: Cast, browser_of: Callable[[Person], Client]
) -> None:
    ticket = opened(cast)
    elira, alba = browser_of(cast.elira), browser_of(cast.alba)
    of_desk = {topics.LISTS, topics.CALLS}
    of_ticket = {*of_desk, topics.ticket(ticket.number), topics.people(ticket.number)}
    assert heard(elira.get(f"/desk/tickets/{ticket.number}/").text) == of_ticket
    assert heard(elira.get("/desk/queues/mine/").text) == of_desk
    assert heard(alba.get(f"/tickets/{ticket.number}/").text) == {topics.case(ticket.number)}


def test_a_customer_never_gets_a_topic_of_anybody_else(
    cast: Cast, browser_of: Callable[[Person], Client]
) -> None:
    """Neither another customer's ticket, nor the lists, nor who of the staff looks."""
    ticket = opened(cast)
    for person in (cast.cedric, cast.besa):
        answer = browser_of(person).get(f"/tickets/{ticket.number}/", headers=ASKS)
        assert answer.status_code == 404
        assert not TOKEN.findall(answer.text)
    for page in ("/", "/services/", "/tickets/"):
        assert not TOKEN.findall(browser_of(cast.alba).get(page).text)
    for address in (f"/desk/tickets/{ticket.number}/", "/desk/queues/", "/desk/queues/all/"):
        assert browser_of(cast.alba).get(address, headers=ASKS).status_code == 404


def test_who_signed_out_gets_no_fragment(cast: Cast) -> None:
    ticket = opened(cast)
    for address in (f"/desk/tickets/{ticket.number}/", f"/tickets/{ticket.number}/"):
        assert Client().get(address, headers=ASKS).status_code == 302


def test_a_fragment_costs_the_same_however_long_the_ticket(
    cast: Cast,
    browser_of: Callable[[Person], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ticket = opened(cast)
    elira = browser_of(cast.elira)
    address = f"/desk/tickets/{ticket.number}/"
    elira.get(address, headers=ASKS)
    remembering.forget_all()
    with CaptureQueriesContext(connection) as few:
        elira.get(address, headers=ASKS)
    for _ in range(20):
        noted(cast, ticket)
    remembering.forget_all()
    with django_assert_num_queries(len(few)):
        elira.get(address, headers=ASKS)


def test_a_fragment_leaves_what_the_last_action_says_to_the_page(
    cast: Cast, browser_of: Callable[[Person], Client]
) -> None:
    ticket = opened(cast)
    elira = browser_of(cast.elira)
    address = f"/desk/tickets/{ticket.number}/"
    fields = {"version": 1, "seen": 1, "token": "7d1c2a3e-0000-4000-8000-000000000001"}
    note = fields | {"mode": "note", "text": "Asked the carrier."}
    assert elira.post(f"{address}entries/", note).status_code == 302
    assert "Noted in a few seconds." not in elira.get(address, headers=ASKS).text
    assert "Noted in a few seconds." in elira.get(address).text


def test_without_a_stream_pages_get_no_token(
    cast: Cast, browser_of: Callable[[Person], Client], settings: Settings
) -> None:
    settings.LIVE_DATABASE_URL = "off"
    page = browser_of(cast.elira).get("/desk/queues/all/").text
    assert TOKEN.findall(page) == [""]
