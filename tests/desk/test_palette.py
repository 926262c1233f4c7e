"""The command palette: it leads everywhere, under the rights of whoever asks."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from qendra.lib import remembering
from qendra.lib.ticket_id import shown
from tests.browsers import Browser
from tests.cast import Cast, opened

PAGE = "/desk/palette/"


def offered(client: Client, **asked: str) -> dict[str, list[str]]:
    """The names of the offers by the name of their group."""
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    return {
        group.name: [str(offer.name) for offer in group.offers]
        for group in response.context["groups"]
    }


def test_a_ticket_id_in_any_spelling_leads_to_the_ticket(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    page = elira.get(PAGE, {"q": ticket.number}).content.decode()
    assert f'href="/desk/tickets/{shown(ticket.number, "IS")}/"' in page
    assert offered(elira, q=ticket.number)["Tickets"] == ["Link down in Tirana"]


def test_words_find_tickets_customers_and_services(cast: Cast, elira: Client) -> None:
    opened(cast)
    found = offered(elira, q="northw")
    assert found["Tickets"] == ["Link down in Tirana"]
    assert found["Customers"] == ["Northwind"]
    assert offered(elira, q="ipt-1")["Services"] == ["IPT-10001"]


def test_without_words_it_offers_what_is_at_hand(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    found = offered(elira, ticket=ticket.number)
    assert found["This ticket"][:4] == ["Reply", "Internal note", "Log a call", "Assign"]
    assert "Escalate" in found["This ticket"]
    assert "Due soon" in found["Queues"]
    assert found["Elsewhere"] == ["Log a call", "On call", "Keys"]
    assert "Language" not in found


def test_it_offers_only_what_the_person_may_do(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    auditor = offered(browser(cast.gent), ticket=ticket.number)
    assert "This ticket" not in auditor
    assert auditor["Elsewhere"] == ["On call", "Keys"]
    assert offered(browser(cast.iris), ticket=ticket.number)["This ticket"] == ["Internal note"]
    assert {"Doctor", "Brand", "Calendars"} <= set(offered(browser(cast.jon))["Elsewhere"])


def test_a_language_is_chosen_by_a_form_and_leads_back(cast: Cast, elira: Client) -> None:
    page = elira.get(PAGE, {"q": "deutsch", "from": "/desk/queues/all/", "part": "1"})
    words = page.content.decode()
    assert 'value="/desk/queues/all/"' in words
    assert 'name="language" value="de"' in words
    assert "<html" not in words


def test_nothing_that_fits_says_so(cast: Cast, elira: Client) -> None:
    assert offered(elira, q="zzzz") == {}
    assert "Nothing fits" in elira.get(PAGE, {"q": "zzzz"}).content.decode()


def test_what_it_asks_the_database_does_not_grow(
    cast: Cast, elira: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for size in (1, 12):
        for number in range(size):
            opened(cast, key=f"{size}:{number}")
        remembering.forget_all()
        with django_assert_max_num_queries(20) as asked:
            elira.get(PAGE, {"q": "link"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_a_ticket_opens_the_form_that_was_asked_for(cast: Cast, elira: Client) -> None:
    path = f"/desk/tickets/{opened(cast).number}/"
    acts = elira.get(f"{path}?act=assign").context["acts"]
    assert [act.key for act in acts if act.is_open] == ["assign"]
    assert elira.get(f"{path}?write=note").context["compose"].chosen == "note"
    assert elira.get(f"{path}?write=nonsense").context["compose"].chosen == "reply"


def test_every_key_is_on_the_map(cast: Cast, elira: Client) -> None:
    page = elira.get("/desk/keys/").content.decode()
    for key in ("j", "k", "Enter", "/", "c", "r", "n", "e", "a", "?", "Ctrl", "K"):
        assert f"<kbd>{key}</kbd>" in page, key
