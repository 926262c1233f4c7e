"""``qendra serve`` and ``qendra worker`` on a database of their own, and pages that listen."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings

from qendra.jobs.models import Heartbeat
from qendra.live.topics import token_for
from tests.cast import Cast, make_cast
from tests.database import another_database, point_django_at
from tests.project.programs import COMMAND, REPOSITORY, free_port, status_of, wait_until


class Served:
    """The pages on a port; ``environment`` for all programs."""

    def __init__(self, url: str, folder: Path, **environment: str) -> None:
        self.url = url
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._environment = environment
        self._processes: list[subprocess.Popen[bytes]] = []
        self.pages = self.start("serve", "--port", str(self.port), "--workers", "1")
        wait_until(lambda: status_of(f"{self.address}/readyz") == 200, seconds=90)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                stdout=log,
                stderr=log,
                env=self._surroundings(),
                cwd=REPOSITORY,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def start_worker(self) -> None:
        """Return when it works."""
        self.start("worker")
        wait_until(Heartbeat.objects.filter(name="news").exists, seconds=60)

    def log_of(self, command: str) -> str:
        return (self._folder / f"{command}.log").read_text(errors="replace")

    def process_of_pages(self) -> int:
        """The one that answers: granian's only child."""
        children = Path(f"/proc/{self.pages.pid}/task/{self.pages.pid}/children").read_text()
        [found] = [int(each) for each in children.split() if _is_worker(int(each))]
        return found

    def listeners(self) -> int:
        """How many connections LISTEN in the database."""
        with psycopg.connect(self.url, autocommit=True) as session:
            row = session.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'qendra live'"
                " AND datname = current_database()"
            ).fetchone()
        assert row
        return int(row[0])

    def tell(self, payload: str) -> None:
        """As the worker does."""
        with psycopg.connect(self.url, autocommit=True) as session:
            session.execute("SELECT pg_notify('qendra_live', %s)", [payload])

    def end_streams(self) -> None:
        """The connection that listens breaks, and with it all streams end."""
        with psycopg.connect(self.url, autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'qendra live' AND datname = current_database()"
            )

    def stop_all(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _surroundings(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        ours = {
            "DATABASE_URL": self.url,
            "QENDRA_DATA": str(self._folder),
            "QENDRA_SECRET_KEY": settings.SECRET_KEY,
            "PYTHONUNBUFFERED": "1",
        }
        return kept | ours | self._environment


_open_pages: list[Page] = []


class Page:
    """A page that listens, as a browser's EventSource does: ``status`` and what it was told."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        request = f"GET /live?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        self._socket.sendall(request.encode())
        self._read = b""
        _open_pages.append(self)
        head = self._until(b"\r\n\r\n")
        self.status = int(head.split()[1])
        self.head = head.decode().lower()

    def hears(self, *words: str, seconds: float = 10) -> float:
        """Wait until it was told all of these words; in how many seconds that was."""
        began = time.monotonic()
        for each in words:
            self._until(each.encode(), seconds=seconds)
        return time.monotonic() - began

    def all_until_now(self) -> str:
        """What it was told so far, after whatever is under way has come."""
        self._socket.settimeout(0.5)
        try:
            while more := self._socket.recv(65536):
                self._read += more
        except TimeoutError:
            pass
        return self._read.decode()

    def ends(self, seconds: float = 10) -> None:
        """Wait until the server says that no more comes (the last chunk of HTTP/1.1)."""
        self._until(b"\r\n0\r\n\r\n", seconds=seconds)

    def close(self) -> None:
        self._socket.close()

    def _until(self, words: bytes, seconds: float = 10) -> bytes:
        end = time.monotonic() + seconds
        while words not in self._read:
            self._socket.settimeout(max(end - time.monotonic(), 0.01))
            more = self._socket.recv(65536)
            assert more, f"the stream ended after {self._read!r}"
            self._read += more
        found, self._read = self._read.split(words, 1)
        return found + words


def listening(served: Served, *topics: str) -> Page:
    """A page that was drawn this moment."""
    return Page(served.port, token(*topics))


def token(*topics: str) -> str:
    return token_for(topics, now=datetime.now(UTC))


@contextmanager
def serving(own_database: str, purpose: str, **environment: str) -> Iterator[tuple[Served, Cast]]:
    """A system with the cast, which Django of this process looks at; afterwards our own one."""
    try:
        with another_database(own_database, purpose) as url:
            folder = Path(tempfile.mkdtemp(prefix="qendra-live-", dir="/tmp"))
            point_django_at(url)
            cast = make_cast()
            served = Served(url, folder, **environment)
            try:
                yield served, cast
            finally:
                served.stop_all()
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        # Last: a connection to the database that is gone must not be the next test's.
        point_django_at(own_database)


def open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def figures_of(process: int) -> tuple[float, float]:
    """Seconds of the processor so far, and MB of its own memory (PSS)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    [pss] = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    return (int(fields[11]) + int(fields[12])) / ticks, int(pss) / 1024


def close_all() -> None:
    """The browsers of a test are closed with it."""
    while _open_pages:
        _open_pages.pop().close()


def _is_worker(process: int) -> bool:
    command = Path(f"/proc/{process}/cmdline").read_bytes()
    return b"resource_tracker" not in command
