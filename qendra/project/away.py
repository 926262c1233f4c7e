"""The database is away for a while: told apart from a database that refuses."""

from __future__ import annotations

import logging

from django.db.utils import InterfaceError, OperationalError

# SQLSTATE of what passes by itself: connection lost, server stopping or starting, too many
# connections, sign-in refused, no such database.
_CLASSES = ("08", "57P", "53300", "28", "3D")


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached or went away; not a lock or a full disk."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_CLASSES)


class InOneLine(logging.Filter):
    """While the database is away each request is one line of the log, without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_away(record.exc_info[1]):
            record.exc_info = None
        return True
