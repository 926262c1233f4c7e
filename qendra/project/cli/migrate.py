"""``qendra migrate``: the tables, and the defaults that no installation works without."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

from qendra.escalation.actions.defaults import install_defaults
from qendra.project.cli.sentences import Failure
from qendra.project.schema import require_no_newer

# A migration that waits for a busy table makes everybody else wait behind it.
LOCK_TIMEOUT = "4 s"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all went well")


def run(options: argparse.Namespace) -> int:
    """Each migration whole or not at all; after a Failure the rest is done by the next run."""
    with connection.cursor() as cursor:
        # Of two nodes that start at once one migrates and the other waits here.
        cursor.execute("SELECT pg_advisory_lock(hashtext('qendra migrate'))")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    require_no_newer()
    try:
        if _next_migration():
            call_command("migrate", interactive=False, verbosity=0)
        install_defaults(now=datetime.now(UTC))
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Failure(_in_use(_next_migration())) from error
    connection.close()
    if not options.quiet:
        print("The database is up to date.")
    return 0


def _next_migration() -> str:
    """The first that is still to be done, as ``app.name``; empty when none is."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{plan[0][0].app_label}.{plan[0][0].name}" if plan else ""


def _in_use(name: str) -> str:
    what = f"A table that {name} changes" if name else "A table that the defaults stand in"
    return (
        f"{what} was in use for longer than {LOCK_TIMEOUT}; nothing of that was done, what came "
        "before it is kept: run qendra migrate again."
    )
