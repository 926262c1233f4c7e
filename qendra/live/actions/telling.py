"""Telling every process that answers pages what changed (NOTIFY)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from qendra.live.news import CHANNEL, Told
from qendra.tickets.entries import NoteAdded


def tell_of_entries(*, entry_ids: Sequence[int]) -> int:
    """Tell which tickets these entries changed; how many tickets it were.

    Inside the transaction that takes the entries off the news: told when that one commits, by
    the worker, a few times a second. A transaction that writes a ticket never waits for it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("tell_of_entries belongs into the transaction that takes the news")
    if not entry_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"note": NoteAdded.KIND, "entries": list(entry_ids)})
        tickets = cursor.fetchall()
    tell(told=Told(tickets=tickets))
    return len(tickets)


def tell(*, told: Told) -> None:
    """Hand it to PostgreSQL, which passes it on when the transaction commits."""
    with connection.cursor() as cursor:
        for payload in told.written():
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


# A note is what customers never see anything of; all else may move something on their page.
_CHANGED = """
    SELECT ticket.number, ticket.version, bool_or(entry.kind <> %(note)s)
    FROM tickets_entry AS entry JOIN tickets_ticket AS ticket ON ticket.id = entry.ticket_id
    WHERE entry.id = ANY(%(entries)s)
    GROUP BY ticket.id
    ORDER BY ticket.id
"""
