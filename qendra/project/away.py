"""The database is away for a while: told apart from a database that refuses."""

from __future__ import annotations

import logging

from django.db.utils import DatabaseError, InterfaceError, OperationalError

# SQLSTATE of what passes by itself: connection lost, server stopping or starting, too many
# connections, sign-in refused, no such database.
_CLASSES = ("08", "57P", "53300", "28", "3D")


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached or went away; not a lock or a full disk."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    if state := getattr(error.__cause__, "sqlstate", None):
        return str(state).startswith(_CLASSES)
    # A connection that breaks within an answer leaves an error of no class at all.
    is_of_no_class = type(error) is DatabaseError and error.__cause__ is not None
    return is_of_no_class or isinstance(error, OperationalError | InterfaceError)


class InOneLine(logging.Filter):
    """While the database is away each request is one line of the log, without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_away(record.exc_info[1]):
            record.exc_info = None
        return True
