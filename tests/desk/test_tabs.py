"""Several tickets at once: a strip of those that are open in the browser."""

from __future__ import annotations

from django.test import Client

from qendra.desk.tabs import COOKIE, MOST, numbers_of
from qendra.tickets.models import Ticket
from tests.browsers import Browser
from tests.cast import Cast, opened


def look_at(client: Client, *tickets: Ticket) -> None:
    for ticket in tickets:
        assert client.get(f"/desk/tickets/{ticket.number}/").status_code == 200


def strip(client: Client, path: str = "/desk/queues/all/") -> str:
    page = client.get(path).content.decode()
    _, found, rest = page.partition('<nav class="strip"')
    return rest.partition("</nav>")[0] if found else ""


def test_each_ticket_that_was_looked_at_is_one_key_away(cast: Cast, elira: Client) -> None:
    first, second = opened(cast, subject="First"), opened(cast, key="2", subject="Second")
    assert strip(elira) == ""
    look_at(elira, first, second)
    shown = strip(elira)
    assert shown.index("First") < shown.index("Second")
    assert 'data-key="1"' in shown
    assert 'data-key="2"' in shown
    on_second = strip(elira, f"/desk/tickets/{second.number}/")
    assert on_second.count("aria-current") == 1
    assert "data-next" in on_second
    assert "data-previous" in on_second


def test_closing_leads_to_the_neighbour_or_stays_where_one_is(cast: Cast, elira: Client) -> None:
    first, second = opened(cast), opened(cast, key="2")
    look_at(elira, first, second)
    closed = {"number": second.number, "here": second.number}
    assert elira.post("/desk/tabs/", closed)["Location"] == f"/desk/tickets/{first.number}/"
    look_at(elira, second)
    other = {"number": first.number, "here": second.number}
    assert elira.post("/desk/tabs/", other)["Location"] == f"/desk/tickets/{second.number}/"
    last = {"number": second.number, "here": second.number}
    assert elira.post("/desk/tabs/", last)["Location"] == "/desk/"
    assert strip(elira) == ""


def test_there_are_never_more_than_keys(cast: Cast, elira: Client) -> None:
    tickets = [opened(cast, key=str(number)) for number in range(MOST + 2)]
    look_at(elira, *tickets)
    cookie = elira.cookies[COOKIE].value
    assert [each.number in cookie for each in tickets] == [False] * 2 + [True] * MOST


def test_a_cookie_of_somebody_else_shows_nothing_that_is_not_there(
    cast: Cast, browser: Browser
) -> None:
    elira = browser(cast.elira)
    elira.cookies[COOKIE] = "999999999-<script>-1"
    assert strip(elira) == ""
    assert numbers_of(elira.get("/desk/queues/all/").wsgi_request) == ["999999999"]
