"""The queues and the search."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from qendra.desk.shown.rows import rows_of
from qendra.lib import damm, remembering, ticket_id
from qendra.tickets.actions.moving import assign, move_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import Cast, desk, opened


def listed(client: Client, queue: str) -> list[str]:
    response = client.get(f"/desk/queues/{queue}/")
    assert response.status_code == 200
    return [ticket.subject for ticket in response.context["page"]]


def count_of(client: Client, name: str) -> int:
    items = client.get("/desk/").context["queues"]
    return int(next(item.count for item in items if str(item.name) == name))


def test_each_queue_holds_its_tickets_and_says_how_many(cast: Cast, elira: Client) -> None:
    now = timezone.now()
    mine = opened(cast, now=now, key="1", subject="Mine")
    opened(cast, now=now, key="2", subject="Nobody's")
    waiting = opened(cast, now=now, key="3", subject="Waiting")
    assign(actor=desk(cast.elira), now=now, ticket_id=mine.id, assignee=cast.elira, team=None)
    move_ticket(actor=desk(cast.elira), now=now, ticket_id=waiting.id, to=State.WAITING_CUSTOMER)
    assert listed(elira, "mine") == ["Mine"]
    assert sorted(listed(elira, "unassigned")) == ["Nobody's", "Waiting"]
    assert sorted(listed(elira, "my_teams")) == ["Nobody's", "Waiting"]
    assert listed(elira, "waiting_customer") == ["Waiting"]
    assert len(listed(elira, "all")) == 3
    assert listed(elira, "deferred") == listed(elira, "escalated") == []
    assert count_of(elira, "Mine") == 1
    assert count_of(elira, "All open") == 3


def test_what_is_due_within_the_hour_or_late_is_due_soon_and_on_top(
    cast: Cast, elira: Client
) -> None:
    now = timezone.now()
    opened(cast, now=now - timedelta(hours=5), key="1", subject="Late")
    opened(cast, now=now, key="2", subject="Later", urgency="low")
    assert listed(elira, "all")[0] == "Late"
    assert "Late" in listed(elira, "due_soon")


def test_the_front_page_shows_ones_own_tickets(cast: Cast, elira: Client) -> None:
    response = elira.get("/desk/")
    assert response.status_code == 200
    assert "Nobody gave you a ticket" in response.content.decode()


def test_a_queue_that_does_not_exist_is_no_page(cast: Cast, elira: Client) -> None:
    assert elira.get("/desk/queues/nonsense/").status_code == 404
    assert elira.get("/desk/queues/triage/").status_code == 404


def test_a_ticket_id_in_any_spelling_opens_the_ticket(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    shown = ticket_id.shown(ticket.number, "IS")
    for spelling in (ticket.number, shown.lower(), shown.replace("-", " "), shown[3:]):
        response = elira.get("/desk/", {"q": f" {spelling} "})
        assert response.status_code == 302
        assert response["Location"] == f"/desk/tickets/{shown}/"


def test_a_mistyped_id_is_named_as_such(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    response = elira.get("/desk/", {"q": wrong})
    assert response.status_code == 200
    assert "mistyped" in response.content.decode()


def test_a_well_typed_id_of_no_ticket_says_so(cast: Cast, elira: Client) -> None:
    number = "12345678" + damm.check_digit("12345678")
    response = elira.get("/desk/", {"q": number})
    assert "There is no ticket" in response.content.decode()


def test_other_words_find_subjects_customers_and_services(cast: Cast, elira: Client) -> None:
    opened(cast, key="1", subject="Fibre cut")
    opened(cast, key="2", subject="Noise", service=cast.server)
    for words, expected in (("fibre", 1), ("northw", 2), ("ds-20001", 1), ("nothing", 0)):
        response = elira.get("/desk/", {"q": words})
        assert len(response.context["page"]) == expected, words


def test_closed_tickets_are_found_too(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, subject="Fibre cut")
    move_ticket(
        actor=desk(cast.elira),
        now=timezone.now(),
        ticket_id=ticket.id,
        to=State.CLOSED,
        reason="done",
    )
    assert len(elira.get("/desk/", {"q": "fibre"}).context["page"]) == 1
    assert listed(elira, "all") == []


def test_a_page_holds_fifty_and_never_asks_the_database_more_for_more_rows(
    cast: Cast, elira: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(cast, key="0")
    remembering.forget_all()
    with django_assert_num_queries(14):
        elira.get("/desk/queues/all/")
    for number in range(1, 55):
        opened(cast, key=str(number), service=cast.server if number % 2 else cast.transit)
    remembering.forget_all()
    with django_assert_num_queries(14):
        response = elira.get("/desk/queues/all/")
    assert len(response.context["page"]) == 50
    assert len(elira.get("/desk/queues/all/?page=2").context["page"]) == 5


def test_the_rows_of_a_page_are_one_query_in_the_order_that_was_asked_for(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tickets = [opened(cast, key=str(number), subject=f"No {number}") for number in range(3)]
    wanted = [tickets[2].id, 10**9, tickets[0].id, tickets[1].id]
    for ids in (wanted, wanted[:1]):
        with django_assert_num_queries(1):
            found = [row.subject for row in rows_of(ids)]
        assert found == ["No 2", "No 0", "No 1"][: len(ids)]
    assert rows_of([]) == []


def test_every_column_of_the_list_is_there(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast, now=timezone.now())
    page = browser(cast.gent).get("/desk/queues/all/").content.decode()
    shown = ticket_id.shown(ticket.number, "IS")
    for words in (shown, "Link down in Tirana", "Northwind", "IPT-10001", "Critical", "New"):
        assert words in page
    assert "First line" in page
    assert Ticket.objects.get().due_at is not None
