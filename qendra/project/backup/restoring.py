"""Restoring a backup into an empty installation.

The archive is checked first, then the place. Files come before rows, as in daily work, and the
rows arrive in one transaction that ends with counting them. Whoever is killed in between may
begin again: the database is still empty, and the files are the same.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from psycopg import sql

from qendra.files.storage import write_content
from qendra.project.backup.checking import checked
from qendra.project.backup.manifest import Manifest
from qendra.project.backup.programs import address, connected, last_line, program, surroundings
from qendra.project.backup.taking import DUMP, FILES, KEY, TABLES
from qendra.project.cli.sentences import Failure
from qendra.project.schema import known_migrations

_CHUNK = 2**20
# Older servers do not know it, and refuse the whole restore for its sake.
_UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
_COPY = b"COPY "


def restore_backup(file: Path) -> Manifest:
    """Restore the archive; Damaged or Failure with a sentence when nothing was restored."""
    manifest = checked(file)
    if unknown := set(manifest.migrations) - known_migrations():
        raise Failure(
            f"The backup was made by Qendra {manifest.qendra}, which is newer "
            f"({min(unknown)}); restore it with that version."
        )
    with tarfile.open(file, mode="r:") as archive:
        major = _require_empty(archive)
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA_DIR) as folder:
            dump = Path(folder) / DUMP
            _place(archive, dump)
            _load(dump, manifest, major)
    return manifest


def _require_empty(archive: tarfile.TarFile) -> int:
    """The major version of the empty server; Failure when anything is there to be lost."""
    with connected() as session:
        if session.execute(TABLES).fetchone():
            raise Failure("The database is not empty; a backup is restored only into an empty one.")
        major = session.info.server_version // 10000
    ours = {name.removeprefix(FILES) for name in archive.getnames()}
    folder = Path(settings.DATA_DIR) / "files"
    if any(path.name not in ours for path in folder.glob("??/??/*")):
        raise Failure(
            f"{folder} is not empty; a backup is restored only into an empty data folder."
        )
    return major


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


def _load(dump: Path, manifest: Manifest, major: int) -> None:
    """All rows and their counting in one transaction, committed by the very last line."""
    version = max(major, int(manifest.postgresql) // 10000)
    restore = [program("pg_restore", at_least=version), "--no-owner", "--no-privileges"]
    psql = [program("psql", at_least=major), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", address()]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([*restore, "--file=-", str(dump)], stdout=pipe, stderr=said) as reader,
        subprocess.Popen(
            psql, stdin=pipe, stdout=subprocess.DEVNULL, stderr=said, env=surroundings()
        ) as writer,
    ):
        _pour(reader, writer, _counting(manifest))
        if writer.wait() or reader.wait():
            said.seek(0)
            reason = last_line(said.read().decode(errors="replace"))
            raise Failure(f"The database could not be restored and is still empty: {reason}.")


def _pour(
    reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], counting: bytes
) -> None:
    """From one program into the other. Without the last line the writer undoes everything."""
    source, sink = cast("IO[bytes]", reader.stdout), cast("IO[bytes]", writer.stdin)
    try:
        sink.write(b"BEGIN;\n")
        sink.writelines(_understood(source))
        if reader.wait() == 0:
            sink.write(counting + b"COMMIT;\n")
        sink.close()
    except BrokenPipeError:
        # The writer has given up and says why.
        reader.kill()


def _understood(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The dump without the setting that older servers refuse; data is never touched."""
    is_head = True
    for line in lines:
        is_head = is_head and not line.startswith(_COPY)
        if not (is_head and line == _UNKNOWN_TO_OLDER):
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
