"""The backup of every night, made and tested by real workers; what is wrong is found and told."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoDbBlocker

from qendra.jobs.actions import BACKUP, claim_backup
from qendra.jobs.models import Backup, Heartbeat
from qendra.outbox.models import Message
from qendra.project.backup import room
from qendra.project.backup.checking import checked
from qendra.project.backup.night import Night
from qendra.project.backup.nightly import Nightly, remove_superfluous
from qendra.project.backup.rotation import Keep
from qendra.tickets.models import Ticket
from tests.project.programs import COMMAND, is_one_plain_sentence, qendra, surroundings, wait_until
from tests.scenarios.backups import TICKETS, counts_of, keeping_files_in, work_a_morning
from tests.scenarios.installation import Installation, installation

pytestmark = pytest.mark.xdist_group("nightly")


@pytest.fixture(scope="module")
def place(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """An installation with work in it; its workers back up into ``backups`` of its folder."""
    nightly = {"QENDRA_BACKUP_DIR": "", "QENDRA_LOG_LEVEL": "INFO"}
    with (
        django_db_blocker.unblock(),
        installation(database_url, **nightly) as made,
        keeping_files_in(made.folder),
        pytest.MonkeyPatch.context() as patch,
    ):
        work_a_morning(datetime.now(UTC))
        made.run("sweep")
        # Also for the commands that this process starts.
        patch.setenv("DATABASE_URL", made.url)
        patch.setenv("QENDRA_DATA", str(made.folder))
        yield made


@pytest.fixture(autouse=True)
def _no_backup_yet(place: Installation) -> Iterator[None]:
    yield
    Backup.objects.all().delete()
    Message.objects.filter(about_kind="backup").delete()
    for archive in _archives(place):
        archive.unlink()


@pytest.fixture
def archive(place: Installation) -> Path:
    """One good archive."""
    file = place.folder / "backups" / "good.qendra"
    file.parent.mkdir(exist_ok=True)
    place.run("backup", str(file))
    return file


def test_of_two_workers_one_makes_the_backup_and_it_passes_its_test(place: Installation) -> None:
    before = counts_of(place.url)
    workers = [place.start("worker") for _ in range(2)]
    wait_until(lambda: Backup.objects.filter(tested_at__isnull=False), seconds=90)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(60) for worker in workers] == [0, 0]
    backup = Backup.objects.get()
    assert (backup.is_good, backup.differences, backup.error) == (True, [], "")
    assert (backup.tickets, backup.replayed) == (2 * TICKETS, 2 * TICKETS)
    assert _archives(place) == [Path(backup.file)]
    assert checked(Path(backup.file)).tables["public.tickets_ticket"] == 2 * TICKETS
    assert Heartbeat.objects.get(name=BACKUP).at == backup.made_at
    assert counts_of(place.url)["tickets_entry"] == before["tickets_entry"], "it was not touched"
    _nothing_is_left_over(place)


def test_a_killed_backup_leaves_nothing_that_the_next_one_does_not_remove(
    place: Installation,
) -> None:
    folder = place.folder / "backups"
    folder.mkdir(exist_ok=True)
    process = place.start("backup", str(folder / "killed.qendra"))
    wait_until(lambda: list(folder.glob(".qendra-backup-*")) or process.poll() is not None)
    process.kill()
    process.wait()
    assert list(folder.glob(".qendra-backup-*")), "it was too fast to be killed"
    place.run("backup", str(folder / "next.qendra"))
    assert [path.name for path in folder.iterdir()] == ["next.qendra"]


def test_a_worker_that_is_stopped_gives_its_backup_back_and_another_one_makes_it(
    place: Installation,
) -> None:
    stop, now = Event(), datetime.now(UTC)
    stop.set()
    Nightly(place.folder / "backups", stop)(now=now)
    backup = Backup.objects.get()
    assert (backup.made_at, backup.attempts) == (None, 0)
    _nothing_is_left_over(place)
    loop = Nightly(place.folder / "backups", Event())
    assert loop(now=now + timedelta(minutes=1)) == 1
    assert Backup.objects.get().made_at
    assert len(_archives(place)) == 1


def test_an_archive_that_a_killed_worker_had_finished_is_taken_as_it_is(
    place: Installation, archive: Path
) -> None:
    before = archive.read_bytes()
    _night(datetime.now(UTC)).make(archive)
    backup = Backup.objects.get()
    assert (backup.file, backup.size) == (str(archive), len(before))
    assert archive.read_bytes() == before


def test_a_place_that_is_taken_by_something_else_is_told(place: Installation) -> None:
    file = place.folder / "backups" / "taken.qendra"
    file.write_text("mine")
    _night(datetime.now(UTC)).make(file)
    assert "no backup of Qendra" in Backup.objects.get().error
    assert file.read_text() == "mine"
    assert Message.objects.filter(purpose="backup_failed").exists()


def test_without_room_nothing_is_begun_and_what_is_there_stays(
    place: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "RESERVE", 2**60)
    _night(datetime.now(UTC)).make(archive.with_name("late.qendra"))
    assert "There is not enough room in" in Backup.objects.get().error
    assert _archives(place) == [archive]


def test_a_folder_that_is_not_there_is_never_made_in_its_stead(place: Installation) -> None:
    disk = place.folder / "a disk" / "backups"
    Nightly(disk, Event())(now=datetime.now(UTC))
    assert str(disk) in Backup.objects.get().error
    assert not disk.parent.exists()


def test_a_damaged_archive_fails_its_test_and_the_administrators_are_told(
    place: Installation, archive: Path
) -> None:
    content = bytearray(archive.read_bytes())
    content[5000] ^= 1
    archive.write_bytes(content)
    _night(datetime.now(UTC)).make(archive)
    _night(datetime.now(UTC) + timedelta(hours=1)).test()
    backup = Backup.objects.get()
    assert not backup.is_good
    assert "database.dump is not what it was" in backup.differences[0]
    mail = Message.objects.filter(purpose="restore_test_failed").earliest("id")
    assert backup.differences[0] in mail.text
    _nothing_is_left_over(place)


def test_a_ticket_that_is_not_what_its_timeline_says_is_found(place: Installation) -> None:
    ticket = Ticket.objects.filter(state="resolved").earliest("id")
    Ticket.objects.filter(id=ticket.id).update(state="new")
    file = place.folder / "backups" / "wrong.qendra"
    try:
        place.run("backup", str(file))
    finally:
        Ticket.objects.filter(id=ticket.id).update(state="resolved")
    done = qendra("backup", "verify", "--json", str(file))
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr)
    report = json.loads(done.stdout)
    assert any("state is new, its timeline says resolved" in each for each in report["differences"])
    assert (report["tickets"], report["replayed"]) == (2 * TICKETS, 2 * TICKETS)


def test_a_killed_test_is_cleared_away_by_the_next_one(place: Installation, archive: Path) -> None:
    trial = place.folder / "restore-test"
    process = subprocess.Popen([*COMMAND, "backup", "verify", str(archive)], env=surroundings())
    wait_until((trial / "postgres" / "postmaster.pid").exists)
    process.kill()
    process.wait()
    assert trial.exists()
    done = qendra("backup", "verify", str(archive))
    assert done.returncode == 0, done.stderr
    _nothing_is_left_over(place)


def test_the_rotation_removes_what_has_a_newer_tested_one_and_nothing_else(
    place: Installation, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, copies = datetime.now(UTC), {}
    for days in range(4):
        copies[days] = archive.with_name(f"{days}.qendra")
        copies[days].write_bytes(archive.read_bytes())
        _row(copies[days], now - timedelta(days=days), is_good=None if days == 0 else days != 2)
    gone = _row(archive.with_name("gone.qendra"), now - timedelta(days=9), is_good=True)
    monkeypatch.setattr("django.conf.settings.BACKUP_KEEP", Keep(daily=2))
    remove_superfluous(zone=ZoneInfo("Europe/Tirane"), now=now)
    assert sorted(_archives(place)) == sorted([archive, copies[0], copies[1]])
    removed = Backup.objects.filter(removed_at=now).values_list("file", flat=True)
    assert set(removed) == {str(copies[2]), str(copies[3])}
    gone.refresh_from_db()
    assert gone.removed_at is None


def _night(now: datetime) -> Night:
    """One that has just been claimed."""
    backup = claim_backup(due_at=datetime(2031, 3, 11, 1, 30, tzinfo=UTC), now=now)
    assert backup
    return Night(backup, now, Event())


def _row(file: Path, made_at: datetime, *, is_good: bool | None) -> Backup:
    tested_at = None if is_good is None else made_at
    return Backup.objects.create(
        due_at=made_at,
        file=str(file),
        size=1,
        made_at=made_at,
        tested_at=tested_at,
        is_good=is_good,
    )


def _archives(place: Installation) -> list[Path]:
    return sorted((place.folder / "backups").glob("*.qendra"))


def _nothing_is_left_over(place: Installation) -> None:
    """No half archive, no throw-away installation, and no server of one."""
    assert list((place.folder / "backups").glob(".*")) == []
    assert not (place.folder / "restore-test").exists()
    commands = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)  # noqa: S607
    assert f"{place.folder}/restore-test" not in commands.stdout
