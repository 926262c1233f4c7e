"""Statements whose plan the database keeps.

Django writes the values into the text of a statement, so that PostgreSQL reads and plans it anew
each time; for a hot write that is twice the work of writing. Sent with its values apart, a
statement that a connection has seen five times is planned no more (psycopg prepares it).
For statements that find their rows by keys: the plan is then the same whatever the values.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
    """A cursor for statements whose plan is to be kept."""
    with plans_kept(), connection.cursor() as cursor:
        yield cursor
