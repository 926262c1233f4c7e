"""The embedded PostgreSQL that script/server keeps running."""

from __future__ import annotations

import subprocess
import time

from qendra.project.postgres.owner import CannotRun
from qendra.project.postgres.server import EmbeddedServer
from qendra.project.server.terminal import say

# Between two starts that failed, in seconds.
PAUSE = 10.0


class Database:
    """An embedded server that was started or found running, started again when it dies."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._again_at = 0.0

    def watch(self) -> None:
        """Start it if it does not run, and wait for its recovery; after a failure not at once."""
        if self._server.is_alive() or time.monotonic() < self._again_at:
            return
        say("server", "PostgreSQL ended; it is started again.")
        try:
            self._server.start()
        except (CannotRun, OSError, subprocess.SubprocessError) as error:
            self._again_at = time.monotonic() + PAUSE
            reason = str(error).removesuffix(".")
            say("server", f"{reason}; again in {PAUSE:.0f} s.")
        else:
            say("server", "PostgreSQL runs again.")
