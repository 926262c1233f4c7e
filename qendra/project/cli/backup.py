"""``qendra backup FILE``: database, files and secret key in one archive."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from qendra.project.backup.running import database_running
from qendra.project.backup.taking import take_backup


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the archive; must not exist yet")


def run(options: argparse.Namespace) -> int:
    """0 when the archive is durable and complete; 1 with a sentence when a file was lost before."""
    with database_running():
        manifest = take_backup(options.file.absolute(), now=datetime.now(UTC))
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
    return 1 if manifest.lost else 0
