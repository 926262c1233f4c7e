"""Changing many tickets of a list at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from qendra.accounts.actions import create_team
from qendra.desk.actions.holding import HOLD, release_due
from qendra.desk.forms.bulk import MOST
from qendra.desk.models import Held
from qendra.lib.ticket_id import shown
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import Cast, desk, opened, panel
from tests.desk.test_undo import undo_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

ALL = "/desk/bulk/?queue=all"


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    return [opened(cast, key=f"{place}", subject=f"Ticket {place}") for place in range(3)]


def change(client: Client, tickets: list[Ticket], do: str, **fields: str) -> Response:
    form = {"token": str(uuid4()), "drawn": timezone.now().isoformat(), "do": do} | fields
    return client.post(ALL, form | {"ticket": [each.number for each in tickets]})


def fresh(tickets: list[Ticket]) -> list[Ticket]:
    return [Ticket.objects.get(id=each.id) for each in tickets]


def said(response: Response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_many_are_given_to_somebody_and_given_back_by_undo(
    cast: Cast, elira: Client, three: list[Ticket]
) -> None:
    given = change(elira, three[:2], "assign", assignee=str(cast.faik.id))
    assert given["Location"] == "/desk/queues/all/"
    assert [each.assignee for each in fresh(three)] == [cast.faik, cast.faik, None]
    assert {each.team for each in fresh(three)} == {cast.first_line}
    undone = elira.post(undo_of(elira, given))
    assert undone["Location"] == "/desk/queues/all/"
    assert [each.assignee for each in fresh(three)] == [None, None, None]


def test_the_team_changes_alone_and_to_me_is_one_button(
    cast: Cast, elira: Client, three: list[Ticket]
) -> None:
    second = create_team(name="Second line", members=[cast.elira])
    change(elira, three, "mine")
    change(elira, three, "assign", team=str(second.id))
    assert {(each.assignee, each.team) for each in fresh(three)} == {(cast.elira, second)}
    change(elira, three, "assign", assignee="nobody")
    assert {(each.assignee, each.team) for each in fresh(three)} == {(None, second)}


def test_a_note_is_held_on_each_and_taken_back_from_all(elira: Client, three: list[Ticket]) -> None:
    undo = undo_of(elira, change(elira, three, "note", note="One cut for all."))
    assert Held.objects.count() == 3
    elira.post(undo)
    assert Held.objects.count() == 0
    change(elira, three, "note", note="One cut for all.")
    release_due(now=timezone.now() + HOLD)
    assert [each.entries.filter(kind="note").count() for each in three] == [1, 1, 1]


def test_the_same_form_twice_notes_once(elira: Client, three: list[Ticket]) -> None:
    token = str(uuid4())
    for _ in range(2):
        change(elira, three, "note", note="Once.", token=token)
    assert Held.objects.count() == 3


def test_only_what_allows_the_move_moves_and_the_others_are_named(
    cast: Cast, elira: Client, three: list[Ticket]
) -> None:
    ended, *others = three
    now = datetime.now(UTC)
    move_ticket(actor=desk(cast.faik), now=now, ticket_id=ended.id, to=State.CLOSED, reason="Test.")
    response = change(elira, three, "move", to="waiting_carrier", reason="Cut.", reference="ADR-7")
    assert response.status_code == 409
    assert [each.state for each in fresh(three)] == ["closed", *["waiting_carrier"] * 2]
    assert "2 tickets are changed." in said(response)
    assert f"Left as it was: {shown(ended.number, 'IS')}." in said(response)
    assert list(response.context["bulk"].chosen) == [ended.number]
    assert "Cut." in response.content.decode()
    assert not any(shown(each.number, "IS") in said(response) for each in others)


def test_what_customers_are_told_is_held_first(elira: Client, three: list[Ticket]) -> None:
    response = change(elira, three, "move", to="resolved")
    assert response.status_code == 302
    assert {each.state for each in fresh(three)} == {"new"}
    assert "3 tickets move in a few seconds." in elira.get(ALL, follow=True).content.decode()
    release_due(now=timezone.now() + HOLD)
    assert {each.state for each in fresh(three)} == {"resolved"}


def test_a_ticket_does_not_move_past_words_that_came_after_the_list_was_drawn(
    cast: Cast, elira: Client, three: list[Ticket]
) -> None:
    now = datetime.now(UTC)
    message = CustomerMessage(key="1", words=Words("No!"), received_at=now, source=Source.FORM)
    add_customer_message(actor=panel(cast.alba), now=now, ticket_id=three[0].id, message=message)
    before = (now - timedelta(minutes=1)).isoformat()
    response = change(elira, three, "move", to="waiting_customer", drawn=before)
    assert "The customer wrote since you chose it." in said(response)
    assert [each.state for each in fresh(three)] == ["new", *["waiting_customer"] * 2]


@pytest.mark.parametrize(
    ("do", "told"),
    [
        ("assign", "Choose a person or a team."),
        ("note", "Write something first."),
        ("move", "Choose where they go."),
    ],
)
def test_a_form_that_says_nothing_comes_back_with_its_ticks(
    elira: Client, three: list[Ticket], do: str, told: str
) -> None:
    response = change(elira, three[:2], do, reason="Typed.")
    page = response.content.decode()
    assert response.status_code == 422
    assert told in page
    assert "Typed." in page
    assert page.count("checked>") == 2


def test_nothing_and_too_many_are_refused_whole(elira: Client, three: list[Ticket]) -> None:
    assert "Choose tickets first." in change(elira, [], "mine").content.decode()
    numbers = [str(number) for number in range(MOST + 1)]
    form = {"token": str(uuid4()), "drawn": timezone.now().isoformat(), "do": "mine"}
    response = elira.post(ALL, form | {"ticket": numbers})
    assert "At most 50 tickets at once." in response.content.decode()
    assert {each.assignee for each in fresh(three)} == {None}


def test_who_may_only_note_has_only_the_note_and_who_may_only_read_has_no_boxes(
    cast: Cast, browser: Browser, three: list[Ticket]
) -> None:
    hana, gent = browser(cast.hana), browser(cast.gent)
    page = hana.get("/desk/queues/all/")
    assert set(page.context["bulk"].fields) == {"note"}
    assert change(hana, three, "mine").status_code == 404
    assert change(hana, three, "note", note="Seen.").status_code == 302
    assert 'name="ticket"' not in gent.get("/desk/queues/all/").content.decode()
    assert change(gent, three, "note", note="Seen.").status_code == 404


def test_it_leads_back_to_the_list_with_its_filters(elira: Client, three: list[Ticket]) -> None:
    page = elira.get("/desk/queues/all/?words=ticket&sort=newest")
    url = page.context["bulk"].url
    form = {"token": str(uuid4()), "drawn": timezone.now().isoformat(), "do": "mine"}
    response = elira.post(url, form | {"ticket": [three[0].number]})
    assert response["Location"] == "/desk/queues/all/?words=ticket&sort=newest"
    found = elira.get("/desk/?q=ticket").context["bulk"].url
    assert elira.get(found)["Location"] == "/desk/?q=ticket"
    view = elira.post("/desk/views/", {"name": "Mine", "queue": "all"})["Location"]
    assert elira.get(elira.get(view).context["bulk"].url)["Location"] == view
    assert elira.get("/desk/bulk/")["Location"] == "/desk/queues/all/"
    for nowhere in ("/desk/bulk/?queue=triage", "/desk/bulk/?queue=x"):
        assert elira.get(nowhere).status_code == 404


@pytest.mark.parametrize("back", ["https://elsewhere.example/desk/", "//elsewhere.example", "/"])
def test_undo_leads_to_no_place_but_the_desk(
    cast: Cast, elira: Client, three: list[Ticket], back: str
) -> None:
    undo = undo_of(elira, change(elira, three[:2], "assign", assignee=str(cast.faik.id)))
    elsewhere = undo.replace(quote_plus("/desk/queues/all/"), quote_plus(back))
    assert elsewhere != undo
    assert elira.post(elsewhere)["Location"] == "/desk/"
