"""A PostgreSQL of the system, over TCP and with a password: the database of several nodes."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

from qendra.project.postgres.owner import owner_of
from tests.project.programs import free_port

PATIENCE = 60.0


class ExternalPostgres:
    """The newest that Debian's packages installed here; durable, as its defaults are."""

    def __init__(self, folder: Path) -> None:
        self._cluster = folder / "cluster"
        self._owner = owner_of(self._cluster)
        self._programs = _programs()
        self._port, self._password = free_port(), secrets.token_urlsafe(12)
        self._make(folder / "password")

    @property
    def url(self) -> str:
        """The address that ``DATABASE_URL`` takes."""
        return f"postgresql://qendra:{quote(self._password)}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Return when it takes connections; after a crash it first has to recover."""
        until = time.monotonic() + PATIENCE
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        while not self._ctl("start", "-w", "-l", str(self._cluster / "log"), "-o", options):
            # The last processes of one that was killed still hold its memory.
            assert time.monotonic() < until, (self._cluster / "log").read_text()[-2000:]
            time.sleep(0.2)

    def stop(self, mode: str = "fast") -> None:
        """``fast``: sessions are ended. ``immediate``: as in a crash, but by its own hand."""
        self._ctl("stop", "-w", "-m", mode)

    def kill(self) -> None:
        """SIGKILL to the postmaster; what it had started notices and ends."""
        os.kill(int((self._cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def _make(self, password: Path) -> None:
        self._cluster.mkdir()
        self._owner.take(self._cluster)
        password.write_text(self._password)
        wanted = ["--auth=scram-sha-256", f"--pwfile={password}", "-U", "qendra", "--encoding=UTF8"]
        assert self._run("initdb", "-D", str(self._cluster), "--locale=C.UTF-8", *wanted)
        password.unlink()

    def _ctl(self, what: str, *options: str) -> bool:
        return self._run("pg_ctl", what, "-s", "-D", str(self._cluster), *options)

    def _run(self, program: str, *arguments: str) -> bool:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._owner.uid,
            group=self._owner.gid,
            extra_groups=self._owner.groups(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        return done.returncode == 0


@contextmanager
def external_postgres() -> Iterator[ExternalPostgres]:
    """It runs, with an empty database, until the end of the block."""
    folder = Path(mkdtemp(prefix="qendra-postgres-", dir="/tmp"))
    folder.chmod(0o755)
    server = ExternalPostgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")
        subprocess.run(["rm", "-rf", folder], check=True)  # noqa: S607


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parts[-2]))
    assert found, "script/test installs postgresql-15"
    return found[-1]
