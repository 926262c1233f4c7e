"""``qendra backup FILE``: database, files and secret key in one archive."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from qendra.jobs.actions import BACKUP, record_beat
from qendra.project.backup.running import database_running
from qendra.project.backup.taking import take_backup
from qendra.project.schema import pending_migrations


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the archive; must not exist yet")


def run(options: argparse.Namespace) -> int:
    """0 when the archive is durable and complete; 1 with a sentence when a file was lost before."""
    with database_running():
        now = datetime.now(UTC)
        manifest = take_backup(options.file.absolute(), now=now)
        # Before an upgrade the table of the new version may not be there yet.
        if not manifest.lost and not pending_migrations():
            record_beat(name=BACKUP, now=now)
    rows = sum(manifest.tables.values())
    print(
        f"{options.file} holds {rows} rows in {len(manifest.tables)} tables "
        f"and {manifest.files} files."
    )
    if not manifest.secret_key:
        print("The secret key is not in it, for it comes from QENDRA_SECRET_KEY; keep it as well.")
    if manifest.lost:
        print(
            f"qendra: {len(manifest.lost)} files are missing from the data folder or damaged, "
            f"and so from the backup: {', '.join(manifest.lost[:3])}.",
            file=sys.stderr,
        )
        return 1
    return 0
