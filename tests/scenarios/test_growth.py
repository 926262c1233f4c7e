"""What a page reads depends on what it shows, not on how many tickets there are."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.catalogue.models import Membership
from qendra.demo.loading import load_interspace
from qendra.demo.scale import load_scale
from qendra.desk.queues import NAMES, OTHERS
from qendra.lib import remembering
from qendra.lib.counting import MANY
from qendra.lib.ticket_id import shown
from qendra.tickets.finding import RECENT
from qendra.tickets.models import Ticket
from tests.rows_read import Reading, rows_read

# Triage and the calls that are waited for are lists of their own.
QUEUES = [queue for queue in NAMES if queue not in OTHERS]
TOLD = 300
# So often are they copied: 6,000 tickets with 1,200 of them open, then four times as many.
FEW, FOUR_TIMES = 20, 80
# Rows that a page may read more of: lists are short on the smaller demo.
MORE = MANY
# For a word of many subjects the index names each of them, and then the newest are read.
COMMON = "/desk/?q=packet"

# Copies with keys of their own. Nothing but keys differs, so everything is found as often.
_COPY = """
INSERT INTO tickets_ticket ({columns}, number, intake_key, id)
SELECT {columns}, lpad((id * 100 + copy)::text, 9, '0'), 'copy:' || id || ':' || copy,
       1000000 * copy + id
  FROM tickets_ticket, generate_series({first}, {last}) AS copy
 WHERE id < 1000000
"""
_COPY_ENTRIES = """
INSERT INTO tickets_entry ({columns}, key, ticket_id, id)
SELECT {columns}, NULL, 1000000 * copy + ticket_id, 1000000 * copy + id
  FROM tickets_entry, generate_series({first}, {last}) AS copy
 WHERE id < 1000000 AND kind IN ('opened', 'message')
"""
_COPY_RUNS = """
INSERT INTO escalation_run ({columns}, ticket_id, id)
SELECT {columns}, 1000000 * copy + ticket_id, 1000000 * copy + id
  FROM escalation_run, generate_series({first}, {last}) AS copy
 WHERE id < 1000000
"""


@dataclass(frozen=True)
class Asked:
    """A page, and who asks for it."""

    browser: Client
    path: str

    def read(self) -> Reading:
        """What its answer reads, but for the counts: a test of theirs bounds each of them."""
        remembering.forget_all()
        with rows_read(leave_out="AS counted") as reading:
            assert self.browser.get(self.path).status_code == 200
        return reading


@pytest.fixture
def pages(db: None) -> dict[str, Asked]:
    """Every page that lists tickets or shows one, on a demo with few tickets."""
    # What earlier tests rolled back still stands in the indexes, and would be read and counted.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tickets_ticket CASCADE")
    now, told = timezone.now(), list[int]()
    load_interspace(now=now)
    load_scale(now=now, tickets=TOLD, progress=told.append)
    ticket = Ticket.objects.filter(closed_at__isnull=True, service__isnull=False).latest("id")
    # About a part that no other ticket is about: the demo knows no cranes.
    Ticket.objects.filter(id=ticket.id).update(subject="Packet loss on crane-777")
    member = Membership.objects.filter(customer=ticket.customer_id).earliest("id").person
    agent = Person.objects.filter(roles__key="agent").earliest("id")
    desk, panel = _signed_in(agent), _signed_in(member)
    number, code = shown(ticket.number, "IS"), ticket.service.code if ticket.service else ""
    asked = [
        *((desk, f"/desk/queues/{queue}/") for queue in QUEUES),
        (desk, f"/desk/tickets/{number}/"),
        (desk, "/desk/?q=crane-777"),
        (desk, COMMON),
        (desk, "/desk/?q=nothing-like-that"),
        *((panel, path) for path in ("/", "/services/", f"/services/{code}/", "/tickets/")),
        (panel, f"/services/{code}/support/"),
        (panel, f"/tickets/{number}/"),
        (panel, "/tickets/?show=all"),
        (panel, "/tickets/?show=all&q=nothing-like-that"),
    ]
    return {path: Asked(browser, path) for browser, path in asked}


def test_four_times_the_tickets_are_no_more_queries_and_hardly_more_rows(
    pages: dict[str, Asked],
) -> None:
    _copies(1, FEW)
    few = {path: page.read() for path, page in pages.items()}
    _copies(FEW + 1, FOUR_TIMES)
    # The rare word stays as rare, so that the page shows as many rows.
    further = Ticket.objects.filter(id__gt=1_000_000 * (FEW + 1), subject__contains="crane-777")
    further.update(subject="Packet loss")
    many = {path: page.read() for path, page in pages.items()}
    assert Ticket.objects.count() == (FOUR_TIMES + 1) * TOLD
    for path in pages:
        assert len(many[path].queries) <= len(few[path].queries) + 1, path
    named = Ticket.objects.filter(subject__istartswith="packet").count()
    assert many[COMMON].rows <= few[COMMON].rows + 4 * named + RECENT
    grown = {path: (few[path].rows, many[path].rows) for path in pages if path != COMMON}
    assert {path: rows for path, rows in grown.items() if rows[1] > rows[0] + MORE} == {}


def _signed_in(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def _copies(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        for table, copy in (
            ("tickets_ticket", _COPY),
            ("tickets_entry", _COPY_ENTRIES),
            ("escalation_run", _COPY_RUNS),
        ):
            found = connection.introspection.get_table_description(cursor, table)
            own = {"id", "number", "intake_key", "key", "ticket_id"}
            columns = ", ".join(column.name for column in found if column.name not in own)
            cursor.execute(copy.format(columns=columns, first=first, last=last))
        # All tables: a small one that was never looked at may be read whole for every row.
        cursor.execute("ANALYZE")
