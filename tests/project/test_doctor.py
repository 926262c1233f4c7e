"""The doctor finds what is wrong, says it in a sentence, and knows a remedy."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from django.db import connection

from qendra.jobs.actions import (
    BACKUP,
    Outcome,
    claim_backup,
    record_beat,
    record_failure,
    record_made,
    record_test,
)
from qendra.jobs.heartbeat import PAUSE, beating
from qendra.jobs.models import Backup, Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.outbox.models import Message
from qendra.project import cli
from qendra.project.doctor import database, machine
from tests.cast import Cast, opened
from tests.database import another_database
from tests.project.programs import (
    COMMAND,
    is_one_plain_sentence,
    qendra,
    surroundings,
    wait_until,
)

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def well(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in which nothing is wrong."""
    now = datetime.now(UTC)
    for name in (*LOOPS, BACKUP):
        record_beat(name=name, now=now)
    monkeypatch.setattr("django.conf.settings.EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(machine, "port_answers", lambda *_: True)
    monkeypatch.setattr(machine, "LEAST_FREE", 1)


@pytest.mark.usefixtures("well")
def test_where_nothing_is_wrong_every_sentence_is_well_and_the_exit_is_0(capsys: Captured) -> None:
    assert cli.main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "WRONG" not in printed
    assert all(name in printed for name in ("database", "loop escalate", "backup", "mail-in"))


@pytest.mark.usefixtures("well")
def test_a_loop_that_stands_still_is_named(capsys: Captured) -> None:
    record_beat(name="escalate", now=datetime.now(UTC) - timedelta(minutes=10))
    Heartbeat.objects.filter(name="mail").delete()
    wrong = _wrong(capsys)
    assert sorted(wrong) == ["loop escalate", "loop mail"]
    assert "10 min" in wrong["loop escalate"]["sentence"]
    assert "qendra worker" in wrong["loop mail"]["remedy"]


@pytest.mark.usefixtures("well")
def test_messages_that_wait_too_long_or_were_given_up_are_counted(
    cast: Cast, capsys: Captured
) -> None:
    opened(cast, now=datetime.now(UTC))
    late = Message.objects.order_by("id")[:1]
    Message.objects.filter(id__in=late).update(next_attempt_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "outbox" in _wrong(capsys)
    Message.objects.update(state="dead", next_attempt_at=datetime.now(UTC))
    assert sorted(_wrong(capsys)) == ["dead-letters"]


@pytest.mark.usefixtures("well")
def test_an_old_backup_and_none_are_wrong(capsys: Captured) -> None:
    record_beat(name=BACKUP, now=datetime.now(UTC) - timedelta(days=3))
    assert "3 d" in _wrong(capsys)["backup"]["sentence"]
    Heartbeat.objects.filter(name=BACKUP).delete()
    assert "qendra backup" in _wrong(capsys)["backup"]["remedy"]


@pytest.mark.usefixtures("well")
def test_a_nightly_backup_that_failed_is_wrong_with_its_reason(capsys: Captured) -> None:
    claimed = _claimed_backup()
    record_failure(backup=claimed, error="The disk is full.", now=datetime.now(UTC))
    assert "The disk is full." in _wrong(capsys)["backup"]["sentence"]


@pytest.mark.usefixtures("well")
def test_a_restore_test_that_is_missing_failed_or_old_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("django.conf.settings.BACKUP_DIR", Path("/backups"))
    assert "No backup has been tested" in _wrong(capsys)["restore-test"]["sentence"]
    _tested_backup(["A table has not as many rows as it had."], timedelta(hours=2))
    wrong = _wrong(capsys)["restore-test"]
    assert "failed its test (2 h ago): A table has not" in wrong["sentence"]
    assert "qendra backup verify" in wrong["remedy"]
    _tested_backup([], timedelta(hours=1))
    assert "restore-test" not in _wrong(capsys)
    Backup.objects.update(tested_at=datetime.now(UTC) - timedelta(days=3))
    Backup.objects.filter(is_good=False).delete()
    assert "qendra worker" in _wrong(capsys)["restore-test"]["remedy"]
    monkeypatch.setattr("django.conf.settings.RESTORE_TEST_WEEKLY", True)
    assert "restore-test" not in _wrong(capsys)


@pytest.mark.usefixtures("well")
def test_ports_that_nobody_answers_are_wrong_and_may_be_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(machine, "port_answers", lambda *_: False)
    assert sorted(_wrong(capsys)) == ["mail-in", "mail-out"]
    assert cli.main(["doctor", "--skip", "mail-in", "--skip", "mail-out"]) == 0


@pytest.mark.usefixtures("well")
def test_a_full_disk_and_clocks_that_differ_are_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    class Usage(NamedTuple):
        free: int

    def full(folder: Path) -> Usage:
        return Usage(0)

    monkeypatch.setattr("shutil.disk_usage", full)
    monkeypatch.setattr(database, "MOST_SKEW", -1.0)
    assert sorted(_wrong(capsys)) == ["clock", "disk"]


@pytest.mark.usefixtures("well")
def test_missing_migrations_are_wrong_and_no_table_is_asked(capsys: Captured) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
        cursor.execute("DROP TABLE jobs_heartbeat")
    assert "qendra migrate" in _wrong(capsys)["migrations"]["remedy"]


@pytest.mark.usefixtures("well")
def test_tables_of_a_newer_version_are_wrong(capsys: Captured) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('jobs', '9999_of_tomorrow', now())"
        )
    assert "newer version" in _wrong(capsys)["migrations"]["sentence"]


def test_a_database_that_is_away_is_wrong_and_the_rest_is_still_looked_at() -> None:
    nowhere = "postgresql://postgres@/qendra?host=%2Fnowhere"
    done = qendra("doctor", "--json", DATABASE_URL=nowhere)
    assert (done.returncode, done.stderr) == (1, "")
    told = {each["name"]: each for each in json.loads(done.stdout)["checks"]}
    assert not told["database"]["is_well"]
    assert is_one_plain_sentence(f"qendra: {told['database']['sentence']}")
    assert "disk" in told


@pytest.mark.django_db
def test_a_loop_leaves_a_sign_of_life_only_when_its_round_ended_well() -> None:
    now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    is_broken = False

    def loop(*, now: datetime) -> int:
        if is_broken:
            raise RuntimeError("broken")
        return 7

    beats = beating({"loop": loop})["loop"]
    assert beats(now=now) == 7
    assert _beat() == now
    beats(now=now + PAUSE / 2)
    assert _beat() == now, "not at every round"
    beats(now=now + PAUSE)
    assert _beat() == now + PAUSE
    is_broken = True
    with pytest.raises(RuntimeError):
        beats(now=now + 3 * PAUSE)
    assert _beat() == now + PAUSE


def test_the_worker_leaves_a_sign_of_life_of_every_loop(database_url: str) -> None:
    with (
        another_database(database_url, "beating") as url,
        psycopg.connect(url, autocommit=True) as session,
        subprocess.Popen(
            [*COMMAND, "worker"], stderr=subprocess.DEVNULL, env=surroundings(DATABASE_URL=url)
        ) as process,
    ):
        query = "SELECT name FROM jobs_heartbeat"
        wait_until(lambda: {name for (name,) in session.execute(query)} == set(LOOPS))
        process.terminate()
        assert process.wait(timeout=30) == 0


def _claimed_backup() -> Backup:
    now = datetime.now(UTC)
    claimed = claim_backup(due_at=now, now=now)
    assert claimed
    return claimed


def _tested_backup(differences: list[str], ago: timedelta) -> None:
    now = datetime.now(UTC) - ago
    claimed = _claimed_backup()
    record_made(backup=claimed, file="/x", size=1, made_at=now, error="", wants_test=True, now=now)
    record_test(backup=claimed, outcome=Outcome(differences, timedelta(seconds=9), 2, 2), now=now)


def _beat() -> datetime:
    return Heartbeat.objects.get(name="loop").at


def _wrong(capsys: Captured) -> dict[str, dict[str, Any]]:
    """What the doctor finds wrong, by name; each has a sentence and a remedy."""
    capsys.readouterr()
    code = cli.main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    wrong = {each["name"]: each for each in told["checks"] if not each["is_well"]}
    assert (code, told["is_well"]) == ((1, False) if wrong else (0, True))
    assert all(each["sentence"].endswith(".") and each["remedy"] for each in wrong.values())
    return wrong
