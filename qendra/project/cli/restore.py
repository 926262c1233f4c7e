"""``qendra restore FILE``: a backup into an empty installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from qendra.project import environment
from qendra.project.backup.manifest import Damaged
from qendra.project.backup.restoring import restore_backup
from qendra.project.backup.running import database_running
from qendra.project.cli.sentences import Failure
from qendra.project.schema import pending_migrations


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="an archive of qendra backup")


def run(options: argparse.Namespace) -> int:
    """0 when everything is there, counted and compared; 1 with a sentence when nothing was done."""
    with database_running():
        try:
            manifest = restore_backup(options.file)
        except Damaged as error:
            raise Failure(f"{error} Nothing was restored.") from None
        pending = pending_migrations()
    rows = sum(manifest.tables.values())
    print(
        f"Restored as of {manifest.made_at}: {rows} rows in {len(manifest.tables)} tables "
        f"and {manifest.files} files, all as they were."
    )
    if pending:
        print("The backup is of an older version: run qendra migrate.")
    if not manifest.secret_key:
        print("The secret key was not in it: set QENDRA_SECRET_KEY to that of the backup.")
    elif environment.text("QENDRA_SECRET_KEY", _key()) != _key():
        print("QENDRA_SECRET_KEY differs from the key of the backup; links in old mails need that.")
    return 0


def _key() -> str:
    return (Path(settings.DATA_DIR) / "secret-key").read_text().strip()
