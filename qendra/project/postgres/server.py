"""Start and stop the embedded PostgreSQL.

Durable (fsync and synchronous_commit on), socket only, in a folder closed to others. A start
is patient: after a crash it waits for the recovery and for the last old process to go. A
server that runs already, left by a starter that was killed, is taken over.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qendra.project.postgres import place
from qendra.project.postgres.owner import CannotRun, Owner, owner_of, place_cluster, place_programs
from qendra.project.postgres.process import is_running, reap

# A crash recovery replays at most a few WAL segments a second; ten minutes are plenty.
PATIENCE = 600.0
# The old server's children notice its death within seconds.
PATIENCE_FOR_LOCKS = 60.0
_LONGEST_LOG = 10 * 2**20


class EmbeddedServer:
    """The one embedded server of a data folder."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the server takes connections and the database exists; CannotRun else."""
        with self._one_at_a_time():
            owner = owner_of(self.cluster)
            cluster = place_cluster(self.data_dir, owner)
            programs = place_programs(owner)
            if not (cluster / "PG_VERSION").exists():
                _make_cluster(cluster, programs, owner)
            self._run(cluster, programs, owner)
            _make_database(cluster, programs)

    def stop(self) -> None:
        """Stop it fast and cleanly: sessions are ended, nothing committed is lost."""
        with self._one_at_a_time():
            if self._process is not None:
                self._process.poll()
            pid = _pid_of(self.cluster)
            if pid is None or self._is_gone(pid, time.monotonic()):
                return
            # INT ends the sessions and writes a checkpoint; QUIT leaves that to the next start.
            for sign, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)):
                os.kill(pid, sign)
                if self._is_gone(pid, time.monotonic() + patience):
                    return

    @property
    def cluster(self) -> Path:
        """The folder of the database itself."""
        return place.cluster_of(self.data_dir)

    def is_running(self) -> bool:
        """Whether it takes connections at this moment."""
        return _answer(self.cluster, place.wheel() / place.INSTALLATION / "bin") == "accepting"

    def is_alive(self) -> bool:
        """Whether its process lives, taking connections or not; asks no other program."""
        if self._process is not None:
            self._process.poll()
        pid = _pid_of(self.cluster)
        return pid is not None and is_running(pid, "postgres")

    def _run(self, cluster: Path, programs: Path, owner: Owner) -> None:
        sockets = _make_sockets(cluster, owner)
        give_up = time.monotonic() + PATIENCE_FOR_LOCKS
        while True:
            pid = _pid_of(cluster)
            if pid is None or not is_running(pid, "postgres"):
                _disown_stale_locks(cluster, sockets)
                self._launch(cluster, programs, owner, sockets)
            if self._wait_until_accepting(cluster, programs):
                return
            # It went again: most often a child of the killed server still holds its memory.
            if time.monotonic() > give_up:
                raise CannotRun(_reason(cluster))
            time.sleep(0.2)

    def _launch(self, cluster: Path, programs: Path, owner: Owner, sockets: Path) -> None:
        wanted = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
        } | self.settings
        command = [str(programs / "postgres"), "-D", str(cluster)]
        for name, value in wanted.items():
            command += ["-c", f"{name}={value}"]
        if self._process is not None:
            # The one that died is buried before another takes its place.
            self._process.poll()
        with _log_of(cluster).open("ab") as log:
            # A session of its own: Ctrl-C in the terminal reaches us, and we stop it in order.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                start_new_session=True,
                user=owner.uid,
                group=owner.gid,
                extra_groups=owner.groups(),
            )

    def _wait_until_accepting(self, cluster: Path, programs: Path) -> bool:
        """False when the server went before it took connections."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if _answer(cluster, programs) == "accepting":
                return True
            if self._process is not None:
                if self._process.poll() is not None:
                    return False
            else:
                pid = _pid_of(cluster)
                if pid is None or not is_running(pid, "postgres"):
                    return False
            time.sleep(0.03)
        return False

    def _is_gone(self, pid: int, until: float) -> bool:
        while True:
            reap(pid)
            # After the burial, so that it learns of it: a process that nobody knows to be dead
            # is warned about.
            if self._process is not None:
                self._process.poll()
            if not is_running(pid, "postgres"):
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(0.02)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _make_cluster(cluster: Path, programs: Path, owner: Owner) -> None:
    """A new cluster appears whole or not at all, also when we are killed in between."""
    half = cluster.with_name(f"{cluster.name}.new")
    if half.exists():
        subprocess.run(["rm", "-rf", str(half)], check=True)  # noqa: S607
    half.mkdir()
    owner.take(half)
    done = subprocess.run(
        [
            str(programs / "initdb"),
            "-D",
            str(half),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ],
        user=owner.uid,
        group=owner.gid,
        extra_groups=owner.groups(),
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun(f"The database could not be made: {_last_line(done.stderr)}")
    half.rename(cluster)


def _make_sockets(cluster: Path, owner: Owner) -> Path:
    """The folder of the socket, ours alone: what somebody else put there is refused."""
    sockets = place.sockets_of(cluster)
    if sockets == cluster:
        return sockets
    try:
        sockets.mkdir(mode=0o700)
        owner.take(sockets)
    except FileExistsError:
        found = sockets.lstat()
        wanted = os.geteuid() if owner.uid is None else owner.uid
        if sockets.is_symlink() or found.st_uid != wanted or found.st_mode & 0o077:
            raise CannotRun(f"{sockets} belongs to somebody else; remove it.") from None
    return sockets


def _make_database(cluster: Path, programs: Path) -> None:
    psql = [str(programs / "psql"), "-h", str(place.sockets_of(cluster)), "-U", "postgres", "-AtqX"]
    # The name is our own constant.
    there = f"SELECT 1 FROM pg_database WHERE datname = '{place.DATABASE}'"  # noqa: S608
    found = subprocess.run([*psql, "-c", there], capture_output=True, text=True, check=True)
    if not found.stdout.strip():
        subprocess.run([*psql, "-c", f"CREATE DATABASE {place.DATABASE}"], check=True)


def _answer(cluster: Path, programs: Path) -> str:
    """``accepting``, ``rejecting`` (starting up or stopping) or ``silent``."""
    code = subprocess.run(
        [str(programs / "pg_isready"), "-q", "-h", str(place.sockets_of(cluster))], check=False
    ).returncode
    return {0: "accepting", 1: "rejecting"}.get(code, "silent")


def _pid_of(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _disown_stale_locks(cluster: Path, sockets: Path) -> None:
    """Write our own number into the lock files that a dead server left.

    PostgreSQL believes any living process, also a zombie or a stranger that got the number
    since; it ignores the number of its own parent. The files themselves must stay: the other
    lines name the shared memory that a last child of the dead server may still use.
    """
    for file in (cluster / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        if lines:
            file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))


def _log_of(cluster: Path) -> Path:
    log = cluster / "server.log"
    if log.exists() and log.stat().st_size > _LONGEST_LOG:
        log.replace(cluster / "server.log.old")
    return log


def _reason(cluster: Path) -> str:
    lines = _log_of(cluster).read_text(errors="replace").splitlines()[-50:]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    return f"PostgreSQL does not start: {_last_line(chr(10).join(fatal or lines))}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gives no reason"
