"""The restore test: an archive becomes an installation for a moment, and is looked at.

It goes the way of an operator on another machine: ``qendra restore`` into an empty data folder
with an embedded PostgreSQL of its own, ``qendra migrate``, ``qendra replay``. Those programs are
told of no other database, so the real one is out of their reach.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from qendra.project.backup.checking import manifest_of
from qendra.project.backup.errand import Done
from qendra.project.backup.report import Report
from qendra.project.backup.room import require_room
from qendra.project.cli.sentences import Failure
from qendra.project.postgres import place
from qendra.project.postgres.server import EmbeddedServer
from qendra.project.server.child import dying_with_us

# What a power failure takes is tested again.
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_MODEST = {"shared_buffers": "64MB", "max_connections": "10"}


def restore_test(file: Path) -> Report:
    """Restore the archive, replay its tickets, and throw everything away again.

    Damaged or Failure with a sentence when it cannot be restored. One at a time for each data
    folder, where it needs as much room as the archive and its database.
    """
    began = time.monotonic()
    manifest = manifest_of(file)
    require_room(settings.DATA_DIR, file.stat().st_size + manifest.database)
    with _throw_away() as folder:
        _qendra(folder, "restore", str(file))
        _qendra(folder, "migrate", "--quiet")
        found = json.loads(_qendra(folder, "replay", "--json", may_find=True))
    return Report(
        **found,
        made_at=manifest.made_at,
        rows=sum(manifest.tables.values()),
        files=manifest.files,
        seconds=round(time.monotonic() - began, 1),
    )


@contextmanager
def _throw_away() -> Iterator[Path]:
    """A data folder whose empty database runs; both are gone afterwards.

    It has one place and one name, so that the next test finds what a killed one left running.
    """
    folder = Path(settings.DATA_DIR) / "restore-test"
    with folder.with_suffix(".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("Another restore test is running; try again when it is done.") from None
        server = EmbeddedServer(folder, **_HASTY, **_MODEST)
        _remove(server)
        try:
            server.start()
            yield folder
        finally:
            _remove(server)


def _remove(server: EmbeddedServer) -> None:
    """Stop it and remove all that it had, as far as there is anything."""
    if not server.data_dir.exists():
        return
    cluster = server.cluster
    server.stop()
    for folder in (place.sockets_of(cluster), cluster, server.data_dir):
        if folder.exists():
            shutil.rmtree(folder)


def _qendra(folder: Path, *command: str, may_find: bool = False) -> str:
    """What one command prints with this data folder; Failure with its sentence when it fails.

    ``may_find``: exit 1 with something printed is an answer, too.
    """
    words = [*dying_with_us(), sys.executable, "-m", "qendra.project", *command]
    done = subprocess.run(
        words, capture_output=True, text=True, env=_surroundings(folder), check=False
    )
    if done.returncode and not (may_find and done.returncode == 1 and done.stdout):
        raise Failure(Done(done.returncode, done.stdout, done.stderr).sentence)
    return done.stdout


def _surroundings(folder: Path) -> dict[str, str]:
    """Ours without anything that leads to the real installation."""
    kept = {name: value for name, value in os.environ.items() if name != "QENDRA_SECRET_KEY"}
    return kept | {"DATABASE_URL": place.url_of(folder), "QENDRA_DATA": str(folder)}
