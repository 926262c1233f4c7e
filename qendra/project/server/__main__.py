"""``python -m qendra.project.server``, called by script/server after the set-up."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from qendra.project import environment
from qendra.project.cli import Parser
from qendra.project.cli.sentences import Failure, sentence_for
from qendra.project.ports import require_free
from qendra.project.postgres.server import EmbeddedServer
from qendra.project.server.child import Child
from qendra.project.server.database import Database
from qendra.project.server.options import EMPTY, Options, read_options
from qendra.project.server.ready import port_answers, web_answers
from qendra.project.server.terminal import say, say_plainly

STOP_PATIENCE = 20.0


def main(arguments: list[str]) -> int:
    """Run until SIGINT or SIGTERM; 0 when stopped, 1 with a sentence when it cannot start."""
    stop = Event()

    def stop_on(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_on)
    try:
        options = read_options(Parser(prog="script/server", description=__doc__), arguments)
        os.environ |= options.environment()
        with _alone(options), _database(options) as database:
            _prepare(stop, options)
            _run(options, stop, database)
    except Exception as error:  # noqa: BLE001 (the outermost frame: one sentence, no traceback)
        sentence, code = sentence_for(error)
        print(f"script/server: {sentence}", file=sys.stderr)
        return code
    return 0


@contextmanager
def _alone(options: Options) -> Iterator[None]:
    """One script/server for a data folder, and every port free."""
    options.data_dir.mkdir(parents=True, exist_ok=True)
    with (options.data_dir / "server.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                f"It runs already with the data folder {options.data_dir}; stop that one first."
            ) from None
        for address, port in options.listeners():
            require_free(address, port)
        yield


@contextmanager
def _database(options: Options) -> Iterator[Database | None]:
    """The embedded PostgreSQL as long as we run, unless there is another one."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    server = EmbeddedServer(options.data_dir)
    server.start()
    say("server", f"PostgreSQL runs in {server.cluster}.")
    try:
        yield Database(server)
    finally:
        server.stop()
        say_plainly("Stopped. Nothing runs any more.")


def _prepare(stop: Event, options: Options) -> None:
    command = [sys.executable, "-m", "qendra.project.server.prepare"]
    command += [EMPTY] if options.is_empty else []
    with subprocess.Popen(command, start_new_session=True) as process:
        while process.poll() is None:
            if stop.wait(timeout=0.02):
                process.terminate()
    if process.returncode and not stop.is_set():
        raise Failure("The database could not be made ready (see above).", 1)


def _run(options: Options, stop: Event, database: Database | None) -> None:
    children = [Child("web", "serve"), Child("worker", "worker"), Child("mail", "mail", "listen")]
    if not options.smtp_host:
        folder = str(options.mail_folder)
        sink = Child("sink", "mail", "sink", "--port", str(options.sink_port), "--folder", folder)
        children.append(sink)
    began = time.monotonic()
    is_announced = False
    try:
        while not stop.wait(timeout=0.1):
            if database is not None:
                database.watch()
            for child in children:
                child.watch()
            if not is_announced and _answers(options):
                _announce(options, time.monotonic() - began)
                is_announced = True
    finally:
        say_plainly("Stopping ...")
        for child in children:
            child.stop()
        until = time.monotonic() + STOP_PATIENCE
        for child in children:
            child.wait(until)


def _answers(options: Options) -> bool:
    """Whether pages come and mail is taken."""
    ports = (options.lmtp_port, options.smtp_port)
    return all(port_answers(options.near, port) for port in ports) and web_answers(
        options.near, options.web_port
    )


def _announce(options: Options, seconds: float) -> None:
    out = options.smtp_host or f"nobody: they are written into {options.mail_folder}"
    say_plainly(
        f"\n  Qendra runs (ready in {seconds:.1f} s).\n"
        f"  Pages          {environment.base_url()}/\n"
        f"  Mail to us     SMTP {options.near}:{options.smtp_port}, "
        f"LMTP {options.near}:{options.lmtp_port}\n"
        f"  Mails from us  go to {out}\n"
        "  Stop           Ctrl-C\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
