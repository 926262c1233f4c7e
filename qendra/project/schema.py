"""Whether the tables are those that this version of the programs expects."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def pending_migrations() -> list[str]:
    """The migrations that the database still lacks, as ``app.name``; DatabaseError if away."""
    return sorted(known_migrations() - applied_migrations())


def applied_migrations() -> frozenset[str]:
    """The migrations that the database has had, as ``app.name``; none in an empty database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return frozenset(f"{app}.{name}" for app, name in applied)


@cache
def known_migrations() -> frozenset[str]:
    """Read from disk once in the life of a process."""
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
