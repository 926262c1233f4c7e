"""Taking a backup: one moment of the database, and every file that this moment knows.

The rows are counted and dumped in one snapshot. A row of a file is written after its bytes are
durable, contents never change, and none is forgotten meanwhile; so the files may be copied after
the dump.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from qendra.files.actions import CONTENTS
from qendra.files.storage import path_of
from qendra.project.backup.manifest import Manifest
from qendra.project.backup.programs import address, client, connected, last_line, surroundings
from qendra.project.backup.workplace import workplace
from qendra.project.cli.sentences import Failure
from qendra.project.schema import applied_migrations

DUMP, KEY, MANIFEST, FILES = "database.dump", "secret-key", "manifest.json", "files/"
TABLES = (
    "SELECT schemaname, tablename FROM pg_tables "
    "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the snapshot of the dump saw."""

    tables: dict[str, int]
    files: list[str]
    postgresql: str
    database: int


def take_backup(file: Path, *, now: datetime) -> Manifest:
    """Write the archive and return its manifest when it is durable under its name.

    Failure when the name is taken: nothing is ever overwritten. Whatever goes wrong, no half
    archive stands there. Only we can read it, for it holds everything.
    """
    _require_new(file)
    with _contents_stay(), workplace(file.parent) as work:
        moment = _dump(work / DUMP)
        manifest = _write(work, moment, now)
        try:
            # Unlike a renaming this never replaces what somebody else put there meanwhile.
            os.link(work / "archive", file)
        except FileExistsError:
            _require_new(file)
        _sync(file.parent)
    return manifest


@contextmanager
def _contents_stay() -> Iterator[None]:
    """Meanwhile nothing is forgotten that the dump knows and the archive has not got yet."""
    with connected() as session:
        session.execute("SET idle_in_transaction_session_timeout = 0")
        session.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [CONTENTS])
        yield


def _require_new(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise Failure(f"{file} exists already; nothing is overwritten.")
    if not file.parent.is_dir():
        raise Failure(f"There is no folder {file.parent}.")


def _dump(target: Path) -> Moment:
    with connected() as session:
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        session.execute("SET idle_in_transaction_session_timeout = 0")
        snapshot = session.execute("SELECT pg_export_snapshot()").fetchone()
        moment = _counted(session)
        major = session.info.server_version // 10000
        done = subprocess.run(
            [
                client("pg_dump", at_least=major),
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot[0] if snapshot else ''}",
                f"--file={target}",
                f"--dbname={address()}",
            ],
            env=surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
    if done.returncode:
        raise Failure(f"The database could not be dumped: {last_line(done.stderr)}.")
    return moment


def _counted(session: psycopg.Connection[tuple[object, ...]]) -> Moment:
    tables: dict[str, int] = {}
    for schema, name in session.execute(TABLES).fetchall():
        table = sql.Identifier(str(schema), str(name))
        row = session.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
        tables[f"{schema}.{name}"] = int(str(row[0])) if row else 0
    if "public.files_storedfile" not in tables:
        raise Failure("The database has no tables; run qendra migrate.")
    files = session.execute("SELECT sha256 FROM files_storedfile ORDER BY sha256").fetchall()
    size = session.execute("SELECT pg_database_size(current_database())").fetchone()
    return Moment(
        tables=tables,
        files=[str(sha256) for (sha256,) in files],
        postgresql=str(session.info.server_version),
        database=int(str(size[0])) if size else 0,
    )


def _write(work: Path, moment: Moment, now: datetime) -> Manifest:
    descriptor = os.open(work / "archive", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
            archive.add(work / DUMP, DUMP, recursive=False)
            lost = _add_files(archive, moment.files)
            key = _key()
            if key:
                _add(archive, KEY, key)
            manifest = Manifest(
                qendra=version("qendra"),
                postgresql=moment.postgresql,
                made_at=now.isoformat(timespec="seconds"),
                migrations=sorted(applied_migrations()),
                tables=moment.tables,
                dump=_sha256(work / DUMP),
                files=len(moment.files) - len(lost),
                lost=lost,
                secret_key=hashlib.sha256(key).hexdigest() if key else "",
                database=moment.database,
            )
            _add(archive, MANIFEST, manifest.as_bytes())
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _add_files(archive: tarfile.TarFile, wanted: Iterable[str]) -> list[str]:
    """Those that the disk has lost or damaged, which are left out."""
    lost = []
    for sha256 in wanted:
        path = path_of(sha256)
        if path.is_file() and _sha256(path) == sha256:
            archive.add(path, FILES + sha256, recursive=False)
        else:
            lost.append(sha256)
    return lost


def _key() -> bytes:
    """The key of the data folder, if this installation uses it."""
    file = Path(settings.DATA_DIR) / KEY
    if not file.exists() or file.read_text().strip() != settings.SECRET_KEY:
        return b""
    return file.read_bytes()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(content))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
