"""A real PostgreSQL 15, the oldest that Qendra runs on, as somebody else would run it.

It comes from Debian's package (script/test installs it), listens on a port, wants TLS and a
password, and knows us as an ordinary user who owns one empty database.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qendra.project.postgres.owner import Owner, owner_of
from tests.project.programs import free_port

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_ACCESS = """\
local   all all trust
hostssl all qendra 127.0.0.1/32 scram-sha-256
"""


@contextmanager
def postgres15() -> Iterator[str]:
    """The address of an empty database, whose owner ``qendra`` is no superuser."""
    folder = Path(tempfile.mkdtemp(prefix="qendra-postgres15-", dir="/tmp"))
    owner = owner_of(folder)
    owner.take(folder)
    data = ["-D", str(folder / "data")]
    try:
        _make(folder / "data", owner)
        port = free_port()
        _run(
            owner,
            "pg_ctl",
            *data,
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            _options(folder, port),
            "start",
        )
        try:
            _make_database(folder, owner, port)
            yield f"postgresql://qendra:a%20secret@127.0.0.1:{port}/qendra?sslmode=require"
        finally:
            _run(owner, "pg_ctl", *data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _make(data: Path, owner: Owner) -> None:
    _run(owner, "initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--locale=C.UTF-8")
    (data / "pg_hba.conf").write_text(_ACCESS)
    certificate = ["-keyout", str(data / "server.key"), "-out", str(data / "server.crt")]
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    _run(owner, "/usr/bin/openssl", *request, *certificate)


def _options(folder: Path, port: int) -> str:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "ssl": "on",
        "fsync": "off",
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _make_database(folder: Path, owner: Owner, port: int) -> None:
    psql = ["psql", "-X", "-q", "-h", str(folder), "-p", str(port), "-U", "postgres"]
    _run(owner, *psql, "-c", "CREATE ROLE qendra LOGIN PASSWORD 'a secret'")
    _run(owner, *psql, "-c", "CREATE DATABASE qendra OWNER qendra")


def _run(owner: Owner, program: str, *arguments: str) -> None:
    """Run one of its programs, or one of the system by its path, as its owner."""
    done = subprocess.run(
        [str(PROGRAMS / program), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        user=owner.uid,
        group=owner.gid,
        extra_groups=owner.groups(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
