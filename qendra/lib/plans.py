"""Statements whose plan the database keeps.

Django writes the values into the text of a statement, so that PostgreSQL reads and plans it anew
each time; for a hot write that is twice the work of writing. Sent with its values apart, a
statement that a connection has seen five times is planned no more (psycopg prepares it).
For statements that find their rows by keys: the plan is then the same whatever the values.

They share one cursor of a thread's connection: making one costs more than sending a statement.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


@contextmanager
def plans_kept() -> Iterator[None]:
    """What is asked within, in this thread, is sent with its values apart."""
    connection.ensure_connection()
    ours = connection.connection
    before, ours.cursor_factory = ours.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        ours.cursor_factory = before


@contextmanager
def planned_cursor() -> Iterator[CursorWrapper]:
    """A cursor for statements whose plan is to be kept; its rows are fetched within."""
    connection.ensure_connection()
    kept = _of_thread.__dict__
    if kept.get("connection") is not connection.connection:
        kept.update(connection=connection.connection, cursor=_new_cursor(), is_taken=False)
    if kept["is_taken"]:
        # Somebody is still reading the rows of another statement.
        with connection.make_cursor(_new_cursor()) as another:
            yield another
        return
    kept["is_taken"] = True
    try:
        yield _wrapped(kept["cursor"])
    finally:
        kept["is_taken"] = False


_of_thread = threading.local()


def _new_cursor() -> Any:  # noqa: ANN401 (psycopg's, as Django sets it up)
    with plans_kept():
        return connection.create_cursor()


def _wrapped(cursor: Any) -> CursorWrapper:  # noqa: ANN401
    """As Django wraps it: its errors are Django's, and who counts queries counts these."""
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
