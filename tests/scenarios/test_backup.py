"""A backup made on one machine is the same installation on another, or is refused in a sentence."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.files.actions import keep_file
from qendra.files.models import StoredFile
from qendra.outbox.models import Message
from qendra.project.backup.taking import TABLES
from qendra.project.postgres import place
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.cast import desk, make_cast, opened
from tests.database import point_django_at
from tests.project.programs import is_one_plain_sentence, qendra
from tests.scenarios.installation import Installation, installation

HOUR = timedelta(hours=1)
TICKETS = 6
CONTENTS = [b"traceroute \\. \n", b"", b"x" * 200_000]


@pytest.fixture(scope="module")
def source(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """Tickets in many states and a few files, and a backup of them at ``folder / "backup"``."""
    with django_db_blocker.unblock(), installation(database_url) as made, _files_of(made.folder):
        _work(datetime.now(UTC))
        made.run("sweep")
        # The first backup leaves a sign of life, a row that it cannot hold itself.
        made.run("backup", str(made.folder / "first"))
        made.run("backup", str(made.folder / "backup"))
        yield made


def test_a_backup_restored_elsewhere_is_the_same_installation(source: Installation) -> None:
    counts, files = _counts(source.url), _files(source.folder)
    with _elsewhere() as folder:
        other = Installation(folder)
        # Its own PostgreSQL does not exist yet: it is made, started and stopped for the restore.
        done = qendra(
            "restore", str(source.folder / "backup"), DATABASE_URL="", QENDRA_DATA=str(folder)
        )
        assert done.returncode == 0, done.stderr
        assert not other.postgres.is_running()
        other.postgres.start()
        try:
            assert _counts(other.url) == counts
            assert _files(folder) == files
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
    before = _counts(source.url)
    code, said = _run(source.folder, source.url, "restore", source.folder / "backup")
    assert (code, "not empty" in said) == (1, True)
    assert _counts(source.url) == before


def test_files_of_somebody_else_are_not_mixed_in(source: Installation, empty: str) -> None:
    with _elsewhere() as folder:
        stranger = folder / "files" / "ab" / "cd" / ("abcd" * 16)
        stranger.parent.mkdir(parents=True)
        stranger.write_bytes(b"not ours")
        code, said = _run(folder, empty, "restore", source.folder / "backup")
        assert (code, "not empty" in said) == (1, True)
        assert _counts(empty) == {}


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
    with _elsewhere() as folder:
        (folder / "damaged").write_bytes(content)
        code, said = _run(folder, empty, "restore", folder / "damaged")
        assert code == 1
        assert "The archive is" in said
        assert _counts(empty) == {}
        assert not (folder / "files").exists()


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


def _work(now: datetime) -> None:
    """What a morning leaves behind: open tickets that climb, resolved ones, files, messages."""
    cast = make_cast()
    install_default_matrix(now=now)
    for number in range(TICKETS):
        opened(cast, now=now - HOUR * (number + 1), key=f"open:{number}")
        then = now - HOUR * (number + 2)
        ticket = opened(cast, now=then, key=f"resolved:{number}")
        move_ticket(actor=desk(cast.elira), now=then + HOUR, ticket_id=ticket.id, to=State.RESOLVED)
    for content in CONTENTS:
        keep_file(content=content, now=now)


@contextmanager
def _files_of(folder: Path) -> Iterator[None]:
    """Files that this process keeps go there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_DIR", folder)
        yield


@contextmanager
def _elsewhere() -> Iterator[Path]:
    """Another data folder, that the user of PostgreSQL may enter."""
    folder = Path(tempfile.mkdtemp(prefix="qendra-restore-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(place.cluster_of(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, url: str, command: str, file: Path) -> tuple[int, str]:
    done = qendra(command, str(file), DATABASE_URL=url, QENDRA_DATA=str(folder))
    assert is_one_plain_sentence(done.stderr), done.stderr
    return done.returncode, done.stderr


def _counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as session:
        tables = [str(name) for _schema, name in session.execute(TABLES).fetchall()]
        rows = {
            name: session.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            ).fetchone()
            for name in tables
        }
    return {name: row[0] for name, row in rows.items() if row}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "files").glob("??/??/*")}
