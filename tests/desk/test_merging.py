"""Merging on the desk: from the card of other tickets to undo."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, mail, opened
from tests.desk.forms import drawn, send
from tests.desk.test_undo import undo_of


def two(cast: Cast) -> tuple[Ticket, Ticket]:
    first = opened(cast)
    return opened(cast, key="form:2", subject="No internet"), first


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(id=ticket.id)


def merge(client: Client, ticket: Ticket, into: str) -> str:
    """Where it leads."""
    response = send(client, ticket, "merge", drawn(ticket, into=into))
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def offered(client: Client, ticket: Ticket) -> list[str]:
    return [act.key for act in client.get(f"/desk/tickets/{ticket.number}/").context["acts"]]


def test_the_card_of_other_tickets_leads_to_the_form_with_its_id(cast: Cast, elira: Client) -> None:
    second, first = two(cast)
    page = elira.get(f"/desk/tickets/{second.number}/").content.decode()
    shown = page.partition("?act=merge&amp;into=")[2].partition("#acts")[0]
    form = elira.get(f"/desk/tickets/{second.number}/?act=merge&into={shown}")
    (act,) = [each for each in form.context["acts"] if each.key == "merge"]
    assert act.is_open
    assert f'value="{shown}"' in act.fields
    merge(elira, second, shown)
    assert fresh(second).merged_into == first


def test_it_leads_to_the_ticket_that_goes_on_where_both_are_read(cast: Cast, elira: Client) -> None:
    second, first = two(cast)
    place = merge(elira, second, first.number)
    page = elira.get(place.partition("#")[0])
    assert page.context["ticket"] == first
    lines = [line for line in page.context["lines"] if not line.is_event]
    assert [line.badge for line in lines] == ["Report", f"Report · {shown_id(second)}"]
    assert "which was merged into this one" in page.content.decode()


def shown_id(ticket: Ticket) -> str:
    number = ticket.number
    return f"IS-{number[:4]}-{number[4:8]}-{number[8:]}"


def test_the_merged_one_says_where_it_goes_on_and_takes_no_answer(
    cast: Cast, elira: Client
) -> None:
    second, first = two(cast)
    merge(elira, second, first.number)
    page = elira.get(f"/desk/tickets/{second.number}/")
    assert shown_id(first) in page.content.decode()
    assert "compose" not in page.context
    assert offered(elira, second) == ["assign", "unmerge"]


def test_undo_takes_them_apart(cast: Cast, elira: Client) -> None:
    second, first = two(cast)
    response = send(elira, second, "merge", drawn(second, into=first.number))
    elira.post(undo_of(elira, response))
    assert fresh(second).merged_into is None
    assert fresh(first).took_in == 0


def test_days_later_it_is_taken_apart_on_its_page(cast: Cast, elira: Client) -> None:
    second, first = two(cast)
    merge_ticket(actor=desk(cast.elira), now=NOW, ticket_id=second.id, into_id=first.id)
    response = send(elira, second, "unmerge", drawn(second))
    assert response.status_code == 302
    assert fresh(second).is_open


def test_what_is_no_ticket_is_said_and_stays_in_the_form(cast: Cast, elira: Client) -> None:
    second, _first = two(cast)
    for into, said in (
        ("", "Name the ticket that it goes on in."),
        ("nonsense", "There is no such ticket."),
        (second.number, "A ticket cannot be merged with itself."),
    ):
        response = send(elira, second, "merge", drawn(second, into=into))
        assert response.status_code == 422
        assert said in response.content.decode()
        assert f'value="{into}"' in response.content.decode() or not into


def test_a_page_with_merged_tickets_asks_the_database_no_more_for_more_of_them(
    cast: Cast, elira: Client
) -> None:
    first = opened(cast, now=timezone.now())
    counts = []
    for number in range(3):
        again = opened(cast, key=f"form:{number + 2}")
        merge_ticket(
            actor=desk(cast.elira), now=timezone.now(), ticket_id=again.id, into_id=first.id
        )
        counts.append(_queries(elira, first))
    assert counts[1] == counts[2]


def _queries(client: Client, ticket: Ticket) -> int:
    client.get(f"/desk/tickets/{ticket.number}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/desk/tickets/{ticket.number}/")
    return len(asked)


def test_words_about_another_matter_are_split_off_and_undo_joins_them_again(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    message = CustomerMessage(
        key="mail:9",
        words=Words(text="By the way, our server is slow."),
        received_at=NOW,
        source=Source.MAIL,
    )
    add_customer_message(actor=mail(cast.alba), now=NOW, ticket_id=ticket.id, message=message)
    entry = ticket.entries.get(key="mail:9").id
    page = elira.get(f"/desk/tickets/{ticket.number}/?act=split").content.decode()
    assert "Alba: By the way, our server is slow." in page
    form = drawn(ticket, entry=entry, subject="Server slow", service="NONE-1")
    assert "has no service NONE-1" in send(elira, ticket, "split", form).content.decode()
    response = send(elira, ticket, "split", form | {"service": cast.server.code})
    new = Ticket.objects.get(subject="Server slow")
    assert shown_id(new) in response["Location"]
    elira.post(undo_of(elira, response))
    assert fresh(new).merged_into == ticket
