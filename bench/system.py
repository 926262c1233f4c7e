"""A whole Qendra in a folder of its own: database, pages, worker, mail receiver."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from qendra.project.postgres.server import EmbeddedServer

PATIENCE = 120.0
ADDRESS = "127.0.0.1"


class System:
    """The processes of one installation; the database with its usual, durable settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web_port, self.lmtp_port, smtp_port = (_free_port() for _ in range(3))
        self.database = EmbeddedServer(folder)
        self.environment = {
            "QENDRA_DATA": str(folder),
            "QENDRA_WEB_PORT": str(self.web_port),
            "QENDRA_LMTP_PORT": str(self.lmtp_port),
            "QENDRA_SMTP_LISTEN_PORT": str(smtp_port),
            "QENDRA_BASE_URL": f"http://{ADDRESS}:{self.web_port}",
            "QENDRA_LOG_LEVEL": "WARNING",
            # A worker that finds no backup makes one at once, for minutes, and restores it.
            "QENDRA_BACKUP_DIR": "off",
            "DJANGO_SETTINGS_MODULE": "qendra.project.settings",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def qendra(self, *arguments: str) -> None:
        """Run one command to its end; what it shows on standard error is seen."""
        subprocess.run(_command(*arguments), env=self._env(), stdout=subprocess.DEVNULL, check=True)

    def start(self, *, worker: bool) -> float:
        """Start all of it; after how many seconds pages come and mail is taken."""
        began = time.monotonic()
        self.database.start()
        wanted = [("serve",), ("mail", "listen"), *([("worker",)] if worker else [])]
        with (self.folder / "bench.log").open("ab") as log:
            self._running = [
                subprocess.Popen(
                    _command(*each), env=self._env(), stdout=log, stderr=log, start_new_session=True
                )
                for each in wanted
            ]
        while not (_web_answers(self.web_port) and _port_answers(self.lmtp_port)):
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"Qendra does not start; see {self.folder / 'bench.log'}.")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop the processes, then the database."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(timeout=60)
        self._running = []
        self.database.stop()

    def memory(self) -> float:
        """The proportional set sizes of all processes, summed, in MiB."""
        return sum(_pss(pid) for pid in _descendants(os.getpid())) / 1024

    def _env(self) -> dict[str, str]:
        return os.environ | self.environment


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qendra.project", *arguments]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((ADDRESS, 0))
        return int(trial.getsockname()[1])


def _web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("HEAD", "/sign-in/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _port_answers(port: int) -> bool:
    try:
        with socket.create_connection((ADDRESS, port), timeout=1):
            return True
    except OSError:
        return False


def _descendants(of: int) -> set[int]:
    """All processes that descend from this one, without itself."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold blanks; the parent is the second field after it.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {of}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {of}


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
