"""Who looks at a ticket and who writes: said by their pages, forgotten by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.live.actions.telling import tell
from qendra.live.models import Presence
from qendra.live.news import Told

# A page says that it is still there every 30 seconds; one that died is missed after this.
STAYS = timedelta(seconds=75)


@transaction.atomic
def be_present(*, actor: Actor, now: datetime, ticket_id: int, page: UUID, writes: str) -> None:
    """This page of the actor is open until ``STAYS`` from now; ``writes`` as in ``WRITES``.

    One statement. A page belongs to one person and ticket: of another one it changes nothing.
    """
    values: dict[str, Any] = {"page": page, "ticket": ticket_id, "person": _whose(actor).id}
    values |= {"writes": writes, "now": now, "until": now + STAYS}
    with connection.cursor() as cursor:
        cursor.execute(_BE_PRESENT, values)


@transaction.atomic
def be_absent(*, actor: Actor, now: datetime, page: UUID) -> None:
    """The page was closed, or is not seen any more."""
    Presence.objects.filter(page=page, person=_whose(actor)).update(until=now, is_told=False)


@transaction.atomic
def tell_of_people(*, now: datetime) -> int:
    """Tell open pages at which tickets people came, went or began to write; how many tickets.

    Forgets who is gone. By the worker, a few times a second.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, {"now": now})
        numbers = [row[0] for row in cursor.fetchall()]
    tell(told=Told(people=numbers))
    return len(numbers)


def _whose(actor: Actor) -> Person:
    if actor.person is None:
        raise ValueError("only people look at pages")
    return actor.person


# A page that says the same again is no news.
_BE_PRESENT = """
    INSERT INTO live_presence AS known (page, ticket_id, person_id, writes, until, is_told)
    VALUES (%(page)s, %(ticket)s, %(person)s, %(writes)s, %(until)s, false)
    ON CONFLICT (page) DO UPDATE SET
        until = excluded.until,
        writes = excluded.writes,
        is_told = known.is_told AND known.writes = excluded.writes AND known.until > %(now)s
    WHERE known.person_id = excluded.person_id AND known.ticket_id = excluded.ticket_id
"""
_NEWS = """
    WITH gone AS (
        DELETE FROM live_presence WHERE until <= %(now)s RETURNING ticket_id
    ), changed AS (
        UPDATE live_presence SET is_told = true
        WHERE NOT is_told AND until > %(now)s RETURNING ticket_id
    )
    SELECT number FROM tickets_ticket
    WHERE id IN (SELECT ticket_id FROM gone UNION SELECT ticket_id FROM changed)
"""
