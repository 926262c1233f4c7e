"""The embedded PostgreSQL starts from nothing, comes back after a kill, and stops for good."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qendra.project.postgres import place
from qendra.project.postgres.process import is_running
from qendra.project.postgres.server import EmbeddedServer

SECOND_START = 3.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that everybody may enter, as in an ordinary checkout."""
    path = Path(tempfile.mkdtemp(prefix="qendra-pg-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    _remove(path)


def test_a_fresh_folder_becomes_a_durable_database(folder: Path) -> None:
    with _started(folder):
        assert _ask(folder, "SELECT current_database()") == "qendra"
        assert _ask(folder, "SHOW fsync") == "on"
        assert _ask(folder, "SHOW synchronous_commit") == "on"
        assert _ask(folder, "SHOW full_page_writes") == "on"
        assert _ask(folder, "SHOW server_encoding") == "UTF8"


def test_it_listens_on_a_socket_in_a_closed_folder_and_on_no_port(folder: Path) -> None:
    with _started(folder) as server:
        assert _ask(folder, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(server.cluster.stat().st_mode) == 0o700


def test_no_folder_above_the_data_folder_is_opened_up(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with _started(closed / "data"):
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert closed.stat().st_uid == os.geteuid()
        assert _ask(closed / "data", "SELECT 1") == "1"
    _remove(closed / "data")


def test_the_second_start_is_quick_and_finds_everything(folder: Path) -> None:
    with _started(folder):
        _ask(folder, "CREATE TABLE kept AS SELECT 42 AS answer; SELECT 1")
    began = time.monotonic()
    with _started(folder):
        assert time.monotonic() - began < SECOND_START
        assert _ask(folder, "SELECT answer FROM kept") == "42"


def test_after_a_kill_of_the_whole_server_nothing_committed_is_lost(folder: Path) -> None:
    with _started(folder) as server:
        _ask(folder, "CREATE TABLE kept AS SELECT 42 AS answer; SELECT 1")
        os.killpg(_pid(server), signal.SIGKILL)
    with _started(folder):
        assert _ask(folder, "SELECT answer FROM kept") == "42"


def test_after_a_kill_of_the_postmaster_it_waits_for_its_children_to_go(folder: Path) -> None:
    with _started(folder) as server:
        os.kill(_pid(server), signal.SIGKILL)
        with _started(folder):
            assert _ask(folder, "SELECT 1") == "1"


@pytest.mark.parametrize("stranger", ["living", "zombie"])
def test_a_stale_pid_file_that_names_another_process_is_seen_through(
    folder: Path, stranger: str
) -> None:
    with _started(folder) as server:
        os.killpg(_pid(server), signal.SIGKILL)
        left = (server.cluster / "postmaster.pid").read_text().splitlines(keepends=True)
    program = "import time; time.sleep(60)" if stranger == "living" else ""
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        if stranger == "zombie":
            _wait_until(lambda: not is_running(process.pid, "python3"))
        pid_file = server.cluster / "postmaster.pid"
        pid_file.write_text("".join([f"{process.pid}\n", *left[1:]]))
        try:
            with _started(folder):
                assert _ask(folder, "SELECT 1") == "1"
        finally:
            process.kill()


def test_a_server_left_behind_by_a_killed_starter_is_taken_over_and_stopped(folder: Path) -> None:
    starter = (
        "import os, signal, sys; from pathlib import Path\n"
        "from qendra.project.postgres.server import EmbeddedServer\n"
        "EmbeddedServer(Path(sys.argv[1])).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", starter, str(folder)], check=False)
    server = EmbeddedServer(folder)
    left = _pid(server)
    server.start()
    assert _pid(server) == left
    server.stop()
    assert not is_running(left, "postgres")


def test_stopping_ends_open_sessions_and_leaves_no_process(folder: Path) -> None:
    with _started(folder) as server:
        session = psycopg.connect(place.url_of(folder))
        pid = _pid(server)
    assert not is_running(pid, "postgres")
    assert not (server.cluster / "postmaster.pid").exists()
    session.close()


def test_stopping_what_does_not_run_is_no_error(folder: Path) -> None:
    EmbeddedServer(folder).stop()


def test_a_killed_initialisation_is_begun_anew(folder: Path) -> None:
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with _started(folder):
        assert _ask(folder, "SELECT 1") == "1"


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    long = folder / ("n" * 120)
    with _started(long) as server:
        assert place.sockets_of(server.cluster) != server.cluster
        assert stat.S_IMODE(place.sockets_of(server.cluster).stat().st_mode) == 0o700
        assert _ask(long, "SELECT 1") == "1"
    shutil.rmtree(place.sockets_of(server.cluster))
    _remove(long)


class _started:  # noqa: N801 (read as a word: with _started(folder))
    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedServer(folder)

    def __enter__(self) -> EmbeddedServer:
        self.server.start()
        return self.server

    def __exit__(self, *error: object) -> None:
        self.server.stop()


def _ask(folder: Path, query: str) -> str:
    with psycopg.connect(place.url_of(folder), autocommit=True) as session:
        cursor = session.execute(query)
        while cursor.nextset():
            pass
        row = cursor.fetchone()
        assert row is not None
        return str(row[0])


def _pid(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split()[0])


def _wait_until(condition: object) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if callable(condition) and condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen within ten seconds")


def _remove(data_dir: Path) -> None:
    """Also what stands outside because its owner could not enter."""
    cluster = place.cluster_of(data_dir)
    shutil.rmtree(cluster, ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)
