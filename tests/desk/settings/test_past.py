"""What would have been: a draft of targets or hours, told by the tickets of late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qendra.sla.models import Calendar, ServiceLevel
from qendra.tickets import rerun
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.cast import Cast, desk, opened
from tests.desk.settings.pages import fields_of, text_of

ROOT = "/desk/settings"
LEVEL = f"{ROOT}/targets/standard/"
HOUR = timedelta(hours=1)


def repaired(cast: Cast, hours: int, key: str = "form:1", **changes: object) -> Ticket:
    """A Critical ticket of two days ago, answered at once and repaired after so many hours."""
    start, elira = timezone.now() - timedelta(days=2), desk(cast.elira)
    ticket = opened(cast, now=start, key=key, subject=f"Repaired in {hours} h", **changes)
    reply(actor=elira, now=start, ticket_id=ticket.id, words=Words(text="On it."))
    done = start + hours * HOUR
    return move_ticket(actor=elira, now=done, ticket_id=ticket.id, to=State.RESTORED)


def past(jon: Client, url: str, **typed: str) -> str:
    return text_of(jon.post(url, fields_of(jon, url) | typed | {"preview": "past"}))


def test_targets_are_tried_on_the_tickets_of_late_and_nothing_is_saved(
    cast: Cast, jon: Client
) -> None:
    for number, hours in enumerate((1, 3, 5)):
        repaired(cast, hours, key=f"form:{number}")
    page = past(jon, LEVEL, critical_repair="2 h")
    assert "3 tickets that were opened since" in page
    told = "First answer: kept 3 3 First answer: missed 0 0 Repair: kept 2 1 Repair: missed 1 2"
    assert f"As it was With this draft {told}" in page
    assert "1 ticket would have ended otherwise" in page
    assert "Repaired in 3 h Repair: kept, would have been missed" in page
    assert "Repaired in 1 h" not in page
    assert "None of them would have ended otherwise." in past(jon, LEVEL)
    assert ServiceLevel.objects.count() == 1
    assert not Ticket.objects.filter(repair_due_at__isnull=False).exists()


def test_hours_are_tried_on_the_tickets_that_count_in_them(cast: Cast, jon: Client) -> None:
    repaired(cast, 3)
    always = f"{ROOT}/calendars/24x7/"
    page = past(jon, always, always="", day_0="", name="shut")
    assert "1 ticket that was opened since" in page
    # In hours in which nobody is there nothing is ever late, and what was done is kept.
    assert "First answer: kept 1 1" in page
    assert "Repair: kept 1 1" in page
    assert "counts in this" in past(jon, f"{ROOT}/calendars/business-hours/")
    assert Calendar.objects.filter(slug="24x7").count() == 1


def test_a_new_product_s_targets_are_tried_on_its_tickets(cast: Cast, jon: Client) -> None:
    repaired(cast, 3)
    repaired(cast, 3, key="form:2", service=cast.server)
    scope = {"name": "Transit", "scope_kind": "product", "scope_code": "ipt"}
    page = past(jon, f"{ROOT}/targets/new/", **scope, critical_repair="2 h")
    assert "1 ticket that was opened since" in page
    assert "would have been missed" in page


def test_the_sample_is_bounded_and_says_so(
    cast: Cast, jon: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = []
    for number in range(3):
        repaired(cast, 3, key=f"form:{number}")
        with CaptureQueriesContext(connection) as asked:
            past(jon, LEVEL, critical_repair="2 h")
        costs.append(len(asked))
    # The first one also read what a process reads once.
    assert costs[1] == costs[2]
    monkeypatch.setattr(rerun, "MOST", 2)
    page = past(jon, LEVEL, critical_repair="2 h")
    assert "2 tickets that were opened since" in page
    assert "There are more; these are the newest." in page


def test_a_draft_that_cannot_be_says_so_and_computes_nothing(cast: Cast, jon: Client) -> None:
    repaired(cast, 3)
    page = past(jon, LEVEL, critical_repair="soon")
    assert "Write a length like" in page
    assert "that was opened since" not in page
