"""Every error as one plain sentence and an exit code."""

from __future__ import annotations

import errno

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from qendra.lib.errors import Refused
from qendra.project.backup.manifest import Damaged
from qendra.project.environment import BadSetting
from qendra.project.postgres.owner import CannotRun


class Failure(Exception):
    """A command cannot do what was asked. The text is one sentence for the operator."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


UNREACHABLE = (
    "The database cannot be reached ({reason}); start script/server, or set DATABASE_URL to a "
    "server that runs."
)
NO_TABLES = "The database is not up to date ({reason}); run qendra migrate."
UNEXPECTED = (
    "Something went wrong inside Qendra ({reason}); with QENDRA_TRACEBACK=1 the same command "
    "shows where."
)


def sentence_for(error: BaseException) -> tuple[str, int]:
    """The sentence and the exit code for whatever went wrong."""
    match error:
        case Failure():
            return str(error), error.code
        case Refused() | BadSetting() | CannotRun() | Damaged() | ImproperlyConfigured():
            return str(error), 1
        case KeyboardInterrupt():
            return "Interrupted.", 130
        case OperationalError() | InterfaceError() if _is_about_connection(error):
            return UNREACHABLE.format(reason=_first_line(error)), 1
        case ProgrammingError():
            return NO_TABLES.format(reason=_first_line(error)), 1
        case DatabaseError():
            return f"The database refused: {_first_line(error)}.", 1
        case OSError():
            return _about_file(error), 1
        case _:
            return UNEXPECTED.format(reason=f"{type(error).__name__}: {_first_line(error)}"), 70


def _is_about_connection(error: BaseException) -> bool:
    """Not a lock that could not be had, or a disk that is full."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P", "53300", "28", "3D"))


def _about_file(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno == errno.ENOSPC:
        return "The disk is full."
    return f"{error.filename}: {reason}." if error.filename else f"{reason}."


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    # libpq puts the reason after a line that only names the address.
    line = lines[0] if lines else type(error).__name__
    return line.removesuffix(".").removeprefix("connection failed: ")
