"""A whole installation of its own: data folder, durable database, real programs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qendra.project.postgres import place
from qendra.project.postgres.server import EmbeddedServer
from tests.database import REPOSITORY, point_django_at


class Installation:
    """Runs the command ``qendra`` on its own embedded PostgreSQL; ``environment`` for all."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.postgres = EmbeddedServer(folder)
        self.url = place.url_of(folder)
        self._environment = environment
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, text: bytes = b"") -> subprocess.Popen[bytes]:
        """Start one command; ``text`` is its standard input. ``stop_all`` ends what still runs."""
        given = self.folder / "standard-input"
        given.write_bytes(text)
        with given.open("rb") as source, (self.folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "qendra.project", *arguments],
                stdin=source,
                stdout=log,
                stderr=log,
                env=self._surroundings(),
                cwd=REPOSITORY,
                start_new_session=True,
            )
        self._processes = [each for each in self._processes if each.poll() is None]
        self._processes.append(process)
        return process

    def run(self, *arguments: str) -> None:
        """Run one command to its end; AssertionError with the end of its log when it fails."""
        code = self.start(*arguments).wait(timeout=120)
        assert code == 0, self.log_of(arguments[0])[-2000:]

    def log_of(self, command: str) -> str:
        """What this command printed, in all its runs."""
        return (self.folder / f"{command}.log").read_text(errors="replace")

    def kill_postgres(self) -> None:
        """SIGKILL to the whole server at once."""
        first_line = (self.postgres.cluster / "postmaster.pid").read_text().split()[0]
        os.killpg(int(first_line), signal.SIGKILL)

    def stop_all(self) -> None:
        """End every program that was started here, and the database."""
        for process in self._processes:
            end(process)
        self.postgres.stop()

    def _surroundings(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        ours = {"DATABASE_URL": self.url, "QENDRA_DATA": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return kept | ours | self._environment


def end(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a program and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def installation(own_database: str, **environment: str) -> Iterator[Installation]:
    """A migrated installation that Django of this process looks at; afterwards ``own_database``."""
    folder = Path(tempfile.mkdtemp(prefix="qendra-scenario-", dir="/tmp"))
    # The system user that PostgreSQL runs as must be able to enter.
    folder.chmod(0o755)
    place_of = Installation(folder, **environment)
    place_of.postgres.start()
    point_django_at(place_of.url)
    try:
        place_of.run("migrate", "--quiet")
        yield place_of
    finally:
        point_django_at(own_database)
        place_of.stop_all()
        shutil.rmtree(place_of.postgres.cluster, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
