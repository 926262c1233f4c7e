"""Taking the news: the entries that no loop has passed on yet."""

from __future__ import annotations

from django.db import connection


def take_news(*, limit: int) -> list[int]:
    """Take up to ``limit`` entries off the list, oldest first; their IDs.

    Inside the caller's transaction: what is made of them and their leaving the list are
    committed together or not at all. What another loop holds is left to it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take_news belongs into the transaction of what is made of it")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        return sorted(row[0] for row in cursor.fetchall())


_TAKE = """
    WITH taken AS MATERIALIZED (
        SELECT entry_id FROM tickets_news ORDER BY entry_id LIMIT %s FOR UPDATE SKIP LOCKED
    )
    DELETE FROM tickets_news WHERE entry_id IN (SELECT entry_id FROM taken) RETURNING entry_id
"""
