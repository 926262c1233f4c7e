"""A backup made on one machine is the same installation on another, or is refused in a sentence."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from qendra.files.models import StoredFile
from qendra.outbox.models import Message
from qendra.project import cli
from qendra.project.backup import taking
from qendra.project.postgres import place
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from tests.database import point_django_at
from tests.project.programs import is_one_plain_sentence, qendra
from tests.scenarios.backups import (
    CONTENTS,
    TICKETS,
    another_place,
    counts_of,
    files_in,
    keeping_files_in,
    work_a_morning,
)
from tests.scenarios.installation import Installation, installation

pytestmark = pytest.mark.xdist_group("backup")


@pytest.fixture(scope="module")
def source(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """Tickets in many states and a few files, and a backup of them at ``folder / "backup"``."""
    with (
        django_db_blocker.unblock(),
        installation(database_url) as made,
        keeping_files_in(made.folder),
    ):
        work_a_morning(datetime.now(UTC))
        made.run("sweep")
        # The first backup leaves a sign of life, a row that it cannot hold itself.
        made.run("backup", str(made.folder / "first"))
        made.run("backup", str(made.folder / "backup"))
        yield made


def test_a_backup_restored_elsewhere_is_the_same_installation(source: Installation) -> None:
    counts, files = counts_of(source.url), files_in(source.folder)
    with another_place() as folder:
        other = Installation(folder)
        # Its own PostgreSQL does not exist yet: it is made, started and stopped for the restore.
        done = qendra(
            "restore", str(source.folder / "backup"), DATABASE_URL="", QENDRA_DATA=str(folder)
        )
        assert done.returncode == 0, done.stderr
        assert not other.postgres.is_running()
        other.postgres.start()
        try:
            assert counts_of(other.url) == counts
            assert files_in(folder) == files
            point_django_at(other.url)
            assert Ticket.objects.count() == 2 * TICKETS
            assert Entry.objects.count() > 4 * TICKETS
            assert Message.objects.exists()
            assert [ticket.id for ticket in Ticket.objects.all() if differences(ticket)] == []
        finally:
            point_django_at(source.url)
            other.postgres.stop()


def test_only_its_owner_may_read_a_backup(source: Installation) -> None:
    assert stat.S_IMODE((source.folder / "backup").stat().st_mode) == 0o600


def test_nothing_half_stays_beside_a_backup(source: Installation) -> None:
    assert list(source.folder.glob(".qendra-backup-*")) == []


def test_a_backup_never_overwrites_a_file(source: Installation) -> None:
    taken = source.folder / "taken"
    taken.write_text("mine")
    done = _run(source.folder, source.url, "backup", taken)
    assert done == (1, f"qendra: {taken} exists already; nothing is overwritten.\n")
    assert taken.read_text() == "mine"


def test_a_backup_goes_into_an_empty_installation_only(source: Installation) -> None:
    before = counts_of(source.url)
    code, said = _run(source.folder, source.url, "restore", source.folder / "backup")
    assert (code, "not empty" in said) == (1, True)
    assert counts_of(source.url) == before


def test_files_of_somebody_else_are_not_mixed_in(source: Installation, empty: str) -> None:
    with another_place() as folder:
        stranger = folder / "files" / "ab" / "cd" / ("abcd" * 16)
        stranger.parent.mkdir(parents=True)
        stranger.write_bytes(b"not ours")
        code, said = _run(folder, empty, "restore", source.folder / "backup")
        assert (code, "not empty" in said) == (1, True)
        assert counts_of(empty) == {}


def test_a_database_with_another_encoding_is_refused(source: Installation) -> None:
    with psycopg.connect(source.url, autocommit=True) as session, another_place() as folder:
        session.execute(
            "CREATE DATABASE latin TEMPLATE template0 "
            "ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'"
        )
        try:
            url = place.url_of(source.folder, "latin")
            done = _run(folder, url, "restore", source.folder / "backup")
            assert done == (1, "qendra: The database has the encoding LATIN1; make it with UTF8.\n")
        finally:
            session.execute("DROP DATABASE latin WITH (FORCE)")


@pytest.mark.parametrize(
    "damage", ["cut", "cut in the manifest", "a bit in the dump", "no archive"]
)
def test_a_damaged_archive_is_refused_and_nothing_is_restored(
    damage: str, source: Installation, empty: str
) -> None:
    content = bytearray((source.folder / "backup").read_bytes())
    match damage:
        case "cut":
            del content[len(content) // 2 :]
        case "cut in the manifest":
            del content[content.index(b"manifest.json") :]
        case "a bit in the dump":
            content[5000] ^= 1
        case _:
            content[:] = b"hello" * 1000
    with another_place() as folder:
        (folder / "damaged").write_bytes(content)
        code, said = _run(folder, empty, "restore", folder / "damaged")
        assert code == 1
        assert "The archive is" in said
        assert counts_of(empty) == {}
        assert not (folder / "files").exists()


def test_a_disk_that_fills_is_one_sentence_and_what_was_there_stays(
    source: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(source.folder.iterdir())
    full = source.folder / "pg_dump"
    full.write_text("#!/bin/sh\necho 'could not write: No space left on device' >&2\nexit 1\n")
    full.chmod(0o755)
    monkeypatch.setattr(taking, "client", lambda *_, **__: str(full))
    monkeypatch.setattr("django.conf.settings.DATABASE_URL", source.url)
    monkeypatch.setenv("DATABASE_URL", source.url)
    try:
        assert cli.main(["backup", str(source.folder / "late")]) == 1
    finally:
        full.unlink()
    assert capsys.readouterr().err == "qendra: The disk is full.\n"
    assert sorted(source.folder.iterdir()) == before


def test_a_file_that_the_disk_lost_is_named_and_the_rest_is_kept(source: Installation) -> None:
    lost = StoredFile.objects.get(size=len(CONTENTS[0])).sha256
    path = source.folder / "files" / lost[:2] / lost[2:4] / lost
    path.write_bytes(b"damaged")
    try:
        code, said = _run(source.folder, source.url, "backup", source.folder / "another")
        assert code == 1
        assert lost in said
        assert (source.folder / "another").exists()
    finally:
        path.write_bytes(CONTENTS[0])


@pytest.fixture
def empty(source: Installation) -> Iterator[str]:
    """An empty database beside that of the source."""
    with psycopg.connect(source.url, autocommit=True) as session:
        session.execute("CREATE DATABASE nothing")
        try:
            yield place.url_of(source.folder, "nothing")
        finally:
            session.execute("DROP DATABASE nothing WITH (FORCE)")


def _run(folder: Path, url: str, command: str, file: Path) -> tuple[int, str]:
    done = qendra(command, str(file), DATABASE_URL=url, QENDRA_DATA=str(folder))
    assert is_one_plain_sentence(done.stderr), done.stderr
    return done.returncode, done.stderr
