"""Filters, order, columns and saved views of the lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.desk.columns import USUAL
from qendra.desk.models import View
from qendra.tickets.actions.moving import assign, move_ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import Cast, desk, opened
from tests.desk.test_undo import undo_of

ALL = "/desk/queues/all/"


def listed(client: Client, path: str) -> list[str]:
    return [row.subject for row in client.get(path).context["page"]]


@pytest.fixture
def three(cast: Cast) -> None:
    """Three open tickets that differ in everything that filters know."""
    now = timezone.now()
    old = opened(cast, now=now - timedelta(days=2), key="1", subject="Fibre cut", urgency="low")
    mine = opened(cast, now=now, key="2", subject="Noise", service=cast.server)
    opened(
        cast,
        now=now - timedelta(hours=2),
        key="3",
        subject="Foreign",
        customer=cast.southport,
        service=cast.foreign,
        reporter=cast.cedric,
    )
    assign(actor=desk(cast.elira), now=now, ticket_id=mine.id, assignee=cast.elira, team=None)
    move_ticket(actor=desk(cast.elira), now=now, ticket_id=old.id, to=State.WAITING_CUSTOMER)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=waiting_customer", {"Fibre cut"}),
        ("priority=critical", {"Noise", "Foreign"}),
        ("customer=south", {"Foreign"}),
        ("service=ds-", {"Noise"}),
        ("assignee=me", {"Noise"}),
        ("assignee=nobody", {"Fibre cut", "Foreign"}),
        ("team=nobody", {"Noise"}),
        ("age=1d", {"Fibre cut"}),
        ("age=1h", {"Fibre cut", "Foreign"}),
        ("channel=panel", {"Fibre cut", "Noise", "Foreign"}),
        ("channel=email", set()),
        ("words=fib", {"Fibre cut"}),
        ("customer=north&assignee=me", {"Noise"}),
        ("state=nonsense", {"Fibre cut", "Noise", "Foreign"}),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_filter_narrows_by_its_address(elira: Client, query: str, expected: set[str]) -> None:
    assert set(listed(elira, f"{ALL}?{query}")) == expected


@pytest.mark.usefixtures("three")
def test_lists_are_put_in_the_order_that_was_asked_for(elira: Client) -> None:
    assert listed(elira, f"{ALL}?sort=newest") == ["Noise", "Foreign", "Fibre cut"]
    assert listed(elira, f"{ALL}?sort=oldest") == ["Fibre cut", "Foreign", "Noise"]
    assert listed(elira, f"{ALL}?sort=word") == ["Fibre cut", "Foreign", "Noise"]


@pytest.mark.usefixtures("three")
def test_an_empty_list_offers_the_way_out_of_its_filters(elira: Client) -> None:
    page = elira.get(f"{ALL}?words=nothing").content.decode()
    assert "No ticket of this queue fits the filters." in page
    assert "Show all of them" in page


def test_columns_are_chosen_and_kept_for_the_person(cast: Cast, browser: Browser) -> None:
    opened(cast)
    elira = browser(cast.elira)
    assert elira.get(ALL).context["columns"] == USUAL
    chosen = {"queue": "all", "column-due": "1", "column-subject": "2", "column-opened": "3"}
    assert elira.post("/desk/columns/", chosen)["Location"] == f"{ALL}?"
    page = elira.get(ALL)
    assert page.context["columns"] == ("due", "subject", "opened")
    assert 'data-column="customer"' not in page.content.decode()
    assert browser(cast.faik).get(ALL).context["columns"] == USUAL
    elira.post("/desk/columns/", {"queue": "all", "usual": "1"})
    assert elira.get(ALL).context["columns"] == USUAL


@pytest.mark.usefixtures("three")
def test_a_view_keeps_queue_filters_and_order_and_stands_at_the_side(
    cast: Cast, browser: Browser
) -> None:
    elira, iris = browser(cast.elira), browser(cast.iris)
    saved = {"name": "Waiting", "queue": "all", "state": "waiting_customer", "sort": "newest"}
    path = elira.post("/desk/views/", saved)["Location"]
    page = elira.get(path)
    assert [row.subject for row in page.context["page"]] == ["Fibre cut"]
    (item,) = page.context["saved"]
    assert (item.name, item.count, item.is_current) == ("Waiting", 1, True)
    assert not iris.get(ALL).context["saved"]
    assert iris.get(path).status_code == 404


def test_a_view_is_shared_with_a_team_or_with_everybody(cast: Cast, browser: Browser) -> None:
    elira, faik, iris = (browser(each) for each in (cast.elira, cast.faik, cast.iris))
    team = str(cast.first_line.id)
    elira.post("/desk/views/", {"name": "Of the team", "queue": "all", "shared": team})
    elira.post("/desk/views/", {"name": "Of all", "queue": "all", "shared": "all"})
    assert [each.name for each in faik.get(ALL).context["saved"]] == ["Of all", "Of the team"]
    assert [each.name for each in iris.get(ALL).context["saved"]] == ["Of all"]
    iris.post("/desk/views/", {"name": "Sneaked in", "queue": "all", "shared": team})
    assert not View.objects.filter(name="Sneaked in").exists()


def test_a_deleted_view_comes_back_by_undo(cast: Cast, browser: Browser) -> None:
    elira, faik = browser(cast.elira), browser(cast.faik)
    path = elira.post("/desk/views/", {"name": "Mine", "queue": "all", "shared": "all"})["Location"]
    assert faik.post(f"{path}deletion/").status_code == 302
    assert len(elira.get(ALL).context["saved"]) == 1
    undo = undo_of(elira, elira.post(f"{path}deletion/"))
    assert elira.get(path).status_code == 404
    assert elira.post(undo)["Location"] == path
    assert elira.get(path).status_code == 200


def test_a_view_without_a_name_is_not_saved(cast: Cast, elira: Client) -> None:
    response = elira.post("/desk/views/", {"name": " ", "queue": "all"}, follow=True)
    assert "Give the view a name" in response.content.decode()
    assert elira.post("/desk/views/", {"name": "x", "queue": "nonsense"}).status_code == 404
