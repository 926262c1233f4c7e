"""The embedded database for the time of a backup or restore, when nobody else runs it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from qendra.project.cli.sentences import Failure
from qendra.project.postgres.server import EmbeddedServer


@contextmanager
def database_running() -> Iterator[None]:
    """Leaves a server that runs, and any of DATABASE_URL, as it is; else starts and stops ours."""
    server = EmbeddedServer(settings.DATA_DIR)
    if os.environ.get("DATABASE_URL") or server.is_running():
        yield
        return
    with (settings.DATA_DIR / "server.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                "script/server is starting or stopping with this data folder; try again when it "
                "is done."
            ) from None
        server.start()
        try:
            yield
        finally:
            server.stop()
