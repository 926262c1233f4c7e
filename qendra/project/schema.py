"""Whether the tables are those that this version of the programs expects."""

from __future__ import annotations

import logging
from functools import cache
from threading import Event

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError, InterfaceError

from qendra.project.away import is_away
from qendra.project.cli.sentences import Failure

logger = logging.getLogger(__name__)

# Seconds between two looks for a database that is away.
PAUSE = 1.0


def pending_migrations() -> list[str]:
    """The migrations that the database still lacks, as ``app.name``; DatabaseError if away."""
    return sorted(known_migrations() - applied_migrations())


def unknown_migrations() -> list[str]:
    """The migrations of a newer version that the database has had; DatabaseError if away."""
    return sorted(applied_migrations() - known_migrations())


def applied_migrations() -> frozenset[str]:
    """The migrations that the database has had, as ``app.name``; none in an empty database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return frozenset(f"{app}.{name}" for app, name in applied)


@cache
def known_migrations() -> frozenset[str]:
    """Read from disk once in the life of a process."""
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def require_no_newer() -> None:
    """Failure, in one sentence, when a newer version has migrated; DatabaseError if away."""
    if unknown := unknown_migrations():
        raise Failure(
            f"The database belongs to a newer version of Qendra ({unknown[-1]} is unknown here); "
            "install that version on this machine."
        )


def require_known() -> None:
    """Failure, in one sentence, when the tables are of another version; DatabaseError if away."""
    require_no_newer()
    if pending := pending_migrations():
        raise Failure(
            f"The database is not up to date ({pending[0]} is missing); run qendra migrate."
        )


def wait_until_known(stop: Event) -> bool:
    """Wait for a database that is away, then as ``require_known``; false when stopped before."""
    has_said = False
    while not stop.is_set():
        try:
            require_known()
        except (DatabaseError, InterfaceError) as error:
            if not is_away(error):
                raise
            if not has_said:
                logger.error("Waiting for the database: %s", str(error).partition("\n")[0])
            has_said = True
            connection.close()
            stop.wait(PAUSE)
        else:
            connection.close()
            return True
    return False
