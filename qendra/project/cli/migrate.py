"""``qendra migrate``: the tables, and the defaults that no installation works without."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qendra.escalation.actions.defaults import install_defaults

# A migration that waits for a busy table makes everybody else wait behind it.
LOCK_TIMEOUT = "4s"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all went well")


def run(options: argparse.Namespace) -> int:
    with connection.cursor() as cursor:
        # Of two nodes that start at once one migrates and the other waits here.
        cursor.execute("SELECT pg_advisory_lock(hashtext('qendra migrate'))")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    install_defaults(now=datetime.now(UTC))
    connection.close()
    if not options.quiet:
        print("The database is up to date.")
    return 0
