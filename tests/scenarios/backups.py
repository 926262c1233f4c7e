"""What the tests of backups share: an installation with work in it, and how to compare two."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.files.actions import keep_file
from qendra.project.backup.taking import TABLES
from qendra.project.postgres import place
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.states import State
from tests.cast import desk, make_cast, opened

HOUR = timedelta(hours=1)
TICKETS = 6
CONTENTS = [b"traceroute \\. \n", b"", b"x" * 200_000]


def work_a_morning(now: datetime) -> None:
    """What a morning leaves behind: open tickets that climb, resolved ones, files, messages."""
    cast = make_cast()
    install_default_matrix(now=now)
    for number in range(TICKETS):
        opened(cast, now=now - HOUR * (number + 1), key=f"open:{number}")
        then = now - HOUR * (number + 2)
        ticket = opened(cast, now=then, key=f"resolved:{number}")
        move_ticket(actor=desk(cast.elira), now=then + HOUR, ticket_id=ticket.id, to=State.RESOLVED)
    for content in CONTENTS:
        keep_file(content=content, now=now)


@contextmanager
def keeping_files_in(folder: Path) -> Iterator[None]:
    """Files that this process keeps go there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_DIR", folder)
        yield


@contextmanager
def another_place() -> Iterator[Path]:
    """Another data folder, that the user of PostgreSQL may enter."""
    folder = Path(tempfile.mkdtemp(prefix="qendra-restore-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(place.cluster_of(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def counts_of(url: str) -> dict[str, int]:
    with psycopg.connect(url) as session:
        tables = [str(name) for _schema, name in session.execute(TABLES).fetchall()]
        rows = {
            name: session.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            ).fetchone()
            for name in tables
        }
    return {name: row[0] for name, row in rows.items() if row}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "files").glob("??/??/*")}
