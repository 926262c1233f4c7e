"""Several machines, as far as one machine can play them: they share a database and the files."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from tests.project.programs import free_port, status_of, wait_until
from tests.scenarios.installation import Installation, end
from tests.smtp_sink import SMTPSink

WEB, WORK = 2, 3
# Where a traceback ends in a log.
_NEXT_LINE = re.compile(r"^\d{4}-\d\d-\d\d ", re.MULTILINE)


class Node(Installation):
    """One machine: a data folder of its own, in which ``files`` is storage that all share."""

    def __init__(self, folder: Path, url: str, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.url = url
        folder.mkdir()
        (folder / "files").symlink_to(folder.parent / "files")


class Nodes:
    """Two that answer pages, three that work, one that takes mail."""

    def __init__(self, url: str, sink: SMTPSink) -> None:
        self._folder = Path(mkdtemp(prefix="qendra-nodes-", dir="/tmp"))
        (self._folder / "files").mkdir()
        self._told = {
            # All have the same, and so has Django of this process.
            "QENDRA_SECRET_KEY": settings.SECRET_KEY,
            "QENDRA_SMTP_HOST": sink.host,
            "QENDRA_SMTP_PORT": str(sink.port),
        }
        self.web = [Node(self._folder / f"web-{each}", url, **self._told) for each in range(WEB)]
        self.work = [Node(self._folder / f"work-{each}", url, **self._told) for each in range(WORK)]
        self.mail = Node(self._folder / "mail", url, **self._told)
        self.ports = [free_port() for _ in self.web]
        self._running: dict[Node, subprocess.Popen[bytes]] = {}

    @property
    def all(self) -> list[Node]:
        return [*self.web, *self.work, self.mail]

    def migrate_on_two_at_once(self) -> None:
        """Both end well, though only one of them makes the tables."""
        started = [node.start("migrate", "--quiet") for node in self.web]
        for node, process in zip(self.web, started, strict=True):
            assert process.wait(120) == 0, node.log_of("migrate")

    def start(self) -> None:
        """All that answer pages and all that work; return when the pages are ready."""
        for node in [*self.web, *self.work]:
            self._start(node)
        wait_until(self.are_ready)

    def are_ready(self) -> bool:
        """Whether every node that answers pages says so."""
        return all(status_of(f"http://127.0.0.1:{port}/readyz") == 200 for port in self.ports)

    def kill(self, node: Node) -> None:
        """SIGKILL to all that it runs, and start it again."""
        end(self._running.pop(node))
        self._start(node)

    def stop_work(self) -> None:
        """Let every worker finish what it has begun."""
        for node in self.work:
            process = self._running.pop(node)
            assert process.poll() is None, (process.returncode, node.log_of("worker")[-2000:])
            process.terminate()
            # One that was started a moment ago ends before it has begun anything.
            assert process.wait(60) in {0, -signal.SIGTERM}, node.log_of("worker")[-2000:]

    def surprises(self) -> str:
        """What none of them expected: the end of every traceback in their logs."""
        logs = [log.read_text() for node in self.all for log in node.folder.glob("*.log")]
        found = [part for log in logs for part in log.split("Traceback (most")[1:]]
        return "\n\n".join(_NEXT_LINE.split(part)[0][-3000:] for part in found)

    def stop_all(self) -> None:
        for node in self.all:
            node.stop_all()
        shutil.rmtree(self._folder)

    def _start(self, node: Node) -> None:
        if node in self.work:
            self._running[node] = node.start("worker")
            return
        port = str(self.ports[self.web.index(node)])
        small = ("--workers", "1", "--threads", "2")
        self._running[node] = node.start("serve", "--port", port, *small)
