"""Restoring a backup into an empty installation.

The archive is checked first, then the place. Files come before rows, as in daily work, and the
rows arrive in one transaction that ends with counting them. Whoever is killed in between may
begin again: the database is still empty, and the files are the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from psycopg import sql

from qendra.files.storage import write_content
from qendra.project.backup.checking import checked
from qendra.project.backup.manifest import Manifest
from qendra.project.backup.programs import (
    address,
    client,
    connected,
    last_line,
    reader,
    surroundings,
)
from qendra.project.backup.taking import DUMP, FILES, KEY, TABLES
from qendra.project.cli.sentences import Failure
from qendra.project.schema import known_migrations

_CHUNK = 2**20
_ENCODING = "UTF8"
_SETTING = re.compile(rb"SET (\w+) = ")
_COPY = b"COPY "


@dataclass(frozen=True, slots=True)
class Server:
    """The server that takes the rows: its major version, and the names of its settings."""

    major: int
    settings: frozenset[bytes]


def restore_backup(file: Path) -> Manifest:
    """Restore the archive; Damaged or Failure with a sentence when nothing was restored."""
    manifest = checked(file)
    if unknown := set(manifest.migrations) - known_migrations():
        raise Failure(
            f"The backup was made by Qendra {manifest.qendra}, which is newer "
            f"({min(unknown)}); restore it with that version."
        )
    with tarfile.open(file, mode="r:") as archive:
        server = _require_empty(archive)
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA_DIR) as folder:
            dump = Path(folder) / DUMP
            _place(archive, dump)
            _load(dump, manifest, server)
    return manifest


def _require_empty(archive: tarfile.TarFile) -> Server:
    """The server of the empty database; Failure when anything is there to be lost."""
    with connected() as session:
        if session.execute(TABLES).fetchone():
            raise Failure("The database is not empty; a backup is restored only into an empty one.")
        encoding = session.info.parameter_status("server_encoding")
        if encoding != _ENCODING:
            raise Failure(f"The database has the encoding {encoding}; make it with {_ENCODING}.")
        names = session.execute("SELECT name FROM pg_settings").fetchall()
        known = frozenset(str(name).encode() for (name,) in names)
        server = Server(session.info.server_version // 10000, known)
    ours = {name.removeprefix(FILES) for name in archive.getnames()}
    folder = Path(settings.DATA_DIR) / "files"
    if any(path.name not in ours for path in folder.glob("??/??/*")):
        raise Failure(
            f"{folder} is not empty; a backup is restored only into an empty data folder."
        )
    return server


def _place(archive: tarfile.TarFile, dump: Path) -> None:
    """Files and key to their places, the dump to where pg_restore reads it."""
    for member in archive:
        content = archive.extractfile(member)
        if content is None:
            continue
        if member.name.startswith(FILES):
            write_content(_chunks(content))
        elif member.name == DUMP:
            _write_privately(dump, content)
        elif member.name == KEY:
            fresh = Path(settings.DATA_DIR) / f"{KEY}.restored"
            _write_privately(fresh, content)
            fresh.replace(fresh.with_name(KEY))


def _write_privately(path: Path, content: IO[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.writelines(_chunks(content))
        out.flush()
        os.fsync(out.fileno())


def _load(dump: Path, manifest: Manifest, server: Server) -> None:
    """All rows and their counting in one transaction, committed by the very last line."""
    restore = [reader("pg_restore", at_least=int(manifest.postgresql) // 10000)]
    restore += ["--no-owner", "--no-privileges"]
    psql = [client("psql", at_least=server.major), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    psql += ["-d", address()]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([*restore, "--file=-", str(dump)], stdout=pipe, stderr=said) as source,
        subprocess.Popen(
            psql, stdin=pipe, stdout=subprocess.DEVNULL, stderr=said, env=surroundings()
        ) as writer,
    ):
        _pour(source, writer, server, _counting(manifest))
        if writer.wait() or source.wait():
            said.seek(0)
            reason = last_line(said.read().decode(errors="replace"))
            raise Failure(f"The database could not be restored and is still empty: {reason}.")


def _pour(
    source: subprocess.Popen[bytes],
    writer: subprocess.Popen[bytes],
    server: Server,
    counting: bytes,
) -> None:
    """From one program into the other. Without the last line the writer undoes everything."""
    dump, sink = cast("IO[bytes]", source.stdout), cast("IO[bytes]", writer.stdin)
    try:
        sink.write(b"BEGIN;\n")
        sink.writelines(_understood(dump, server))
        if source.wait() == 0:
            sink.write(counting + b"COMMIT;\n")
        sink.close()
    except BrokenPipeError:
        # The writer has given up and says why.
        source.kill()


def _understood(lines: Iterable[bytes], server: Server) -> Iterator[bytes]:
    """The dump without the settings that an older server does not know, and would refuse.

    They stand before the first rows and only guard the session; data is never touched.
    """
    is_head = True
    for line in lines:
        is_head = is_head and not line.startswith(_COPY)
        setting = _SETTING.match(line) if is_head else None
        if setting is None or setting[1] in server.settings:
            yield line


def _counting(manifest: Manifest) -> bytes:
    """Statements that fail when a table has not as many rows as it had."""
    checks = [
        sql.SQL(
            "IF (SELECT count(*) FROM {table}) <> {rows} THEN "
            "RAISE EXCEPTION 'a table has not as many rows as it had'; END IF;"
        ).format(table=sql.Identifier(*name.split(".", 1)), rows=sql.Literal(rows))
        for name, rows in manifest.tables.items()
    ]
    whole = sql.SQL("DO $check$ BEGIN {} END $check$;\n").format(sql.SQL(" ").join(checks))
    return whole.as_bytes(None)


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk
