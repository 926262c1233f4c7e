"""The nightly backup as a row: one worker has it, and what becomes of it is written and told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.db.models import QuerySet

from qendra.accounts.actions import create_person
from qendra.accounts.rights import DefaultRole
from qendra.jobs.actions import (
    Outcome,
    claim_backup,
    keep_backup,
    record_failure,
    record_made,
    record_removal,
    record_test,
    release_backup,
)
from qendra.jobs.actions.backups import LEASE
from qendra.jobs.models import Backup
from qendra.outbox.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NIGHT = datetime(2031, 3, 11, 1, 30, tzinfo=UTC)
ADDRESS = "agron@interspace.example"
MINUTE = timedelta(minutes=1)
GOOD = Outcome([], timedelta(seconds=9), 12, 12)
BAD = Outcome(["IS-1234-5678-9: state is new, its timeline says closed."], timedelta(seconds=9))


@pytest.fixture
def administrator(cast: Cast) -> None:
    roles = [DefaultRole.ADMINISTRATOR]
    person = create_person(name="Agron", email=ADDRESS, password="plenty", now=NIGHT, roles=roles)
    person.language = "de"
    person.save()


def test_a_claimed_backup_is_nobody_elses_until_its_lease_ends() -> None:
    first = _claimed(NIGHT)
    assert claim_backup(due_at=NIGHT, now=NIGHT + LEASE - MINUTE) is None
    assert keep_backup(backup=first, now=NIGHT + 3 * MINUTE)
    assert claim_backup(due_at=NIGHT, now=NIGHT + LEASE) is None, "it was renewed"
    second = _claimed(NIGHT + 3 * MINUTE + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


@pytest.mark.parametrize(
    "write",
    [
        lambda backup: keep_backup(backup=backup, now=NIGHT),
        lambda backup: release_backup(backup=backup, now=NIGHT),
        lambda backup: record_failure(backup=backup, error="Late.", now=NIGHT),
        lambda backup: _made(backup, "Late."),
        lambda backup: record_test(backup=backup, outcome=BAD, now=NIGHT),
    ],
)
@pytest.mark.usefixtures("administrator")
def test_whoever_lost_the_lease_writes_nothing_and_tells_nobody(
    write: Callable[[Backup], bool],
) -> None:
    late = _claimed(NIGHT)
    _claimed(NIGHT + LEASE)
    before = Backup.objects.values().get()
    assert not write(late)
    assert Backup.objects.values().get() == before
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_the_same_moment_one_has_it() -> None:
    def claim(number: int) -> Backup | None:
        try:
            return claim_backup(due_at=NIGHT, now=NIGHT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(claim, range(8)))
    assert len([each for each in claims if each]) == 1
    assert Backup.objects.count() == 1


def test_what_is_given_back_is_free_at_once_and_the_attempt_does_not_count() -> None:
    assert release_backup(backup=_claimed(NIGHT), now=NIGHT + MINUTE)
    assert _claimed(NIGHT + MINUTE).attempts == 1


@pytest.mark.usefixtures("administrator")
def test_a_failure_is_tried_again_with_growing_pauses_and_told_once_a_night() -> None:
    now, pauses = NIGHT, []
    for _ in range(6):
        backup = _claimed(now)
        assert record_failure(backup=backup, error="The disk is full.", now=now)
        pauses.append((backup.next_attempt_at or now) - now)
        assert claim_backup(due_at=NIGHT, now=now + pauses[-1] - MINUTE) is None
        now += pauses[-1]
    assert pauses == [MINUTE * minutes for minutes in (15, 30, 60, 120, 240, 240)]
    mail = _mails().get()
    assert mail.purpose == "backup_failed"
    assert mail.text.count("The disk is full.") == 2, "in German and in English"
    tomorrow = _claimed(now, due_at=NIGHT + timedelta(days=1))
    record_failure(backup=tomorrow, error="The disk is full.", now=now)
    assert _mails().count() == 2


@pytest.mark.usefixtures("administrator")
def test_a_good_night_is_made_tested_and_told_to_nobody() -> None:
    backup = _claimed(NIGHT)
    assert _made(backup)
    backup = _claimed(NIGHT + MINUTE)
    assert record_test(backup=backup, outcome=GOOD, now=NIGHT + 2 * MINUTE)
    assert claim_backup(due_at=NIGHT, now=NIGHT + timedelta(hours=20)) is None
    assert (backup.is_good, backup.tickets, backup.replayed) == (True, 12, 12)
    assert backup.tested_at == NIGHT + 2 * MINUTE
    assert not Message.objects.exists()


@pytest.mark.usefixtures("administrator")
def test_an_archive_without_a_test_leaves_nothing_to_do() -> None:
    assert _made(_claimed(NIGHT), wants_test=False)
    assert claim_backup(due_at=NIGHT, now=NIGHT + timedelta(hours=20)) is None


@pytest.mark.usefixtures("administrator")
def test_a_bad_test_is_told_in_the_readers_language_and_in_english() -> None:
    _made(_claimed(NIGHT))
    record_test(backup=_claimed(NIGHT + MINUTE), outcome=BAD, now=NIGHT + 2 * MINUTE)
    mail = _mails().get()
    assert mail.purpose == "restore_test_failed"
    assert mail.text.count(BAD.differences[0]) == 2
    assert mail.text.count("/backups/archive") == 2
    assert "the restore test of a backup has failed" in mail.text
    assert mail.is_automatic


@pytest.mark.usefixtures("administrator")
def test_a_backup_that_lacks_files_is_told_too() -> None:
    _made(_claimed(NIGHT), error="2 files are missing.")
    mail = _mails().get()
    assert (mail.purpose, mail.text.count("2 files are missing.")) == ("backup_incomplete", 2)


@pytest.mark.usefixtures("administrator")
def test_what_programs_say_is_cut_and_cleaned() -> None:
    _made(_claimed(NIGHT))
    said = Outcome(["a\x00b\n" * 1000, *["Another."] * 40], timedelta())
    backup = _claimed(NIGHT + MINUTE)
    assert record_test(backup=backup, outcome=said, now=NIGHT + MINUTE)
    assert len(backup.differences) == 21
    assert backup.differences[-1] == "And 21 more."
    assert "\x00" not in backup.differences[0]
    assert "\n" not in backup.differences[0]


def test_a_removal_is_noted_once() -> None:
    backup = _claimed(NIGHT)
    _made(backup)
    for now in (NIGHT, NIGHT + MINUTE):
        record_removal(backup_id=backup.id, now=now)
    backup.refresh_from_db()
    assert backup.removed_at == NIGHT


def _claimed(now: datetime, due_at: datetime = NIGHT) -> Backup:
    backup = claim_backup(due_at=due_at, now=now)
    assert backup
    return backup


def _mails() -> QuerySet[Message]:
    """To the administrator who reads German."""
    return Message.objects.filter(to_address=ADDRESS)


def _made(backup: Backup, error: str = "", *, wants_test: bool = True) -> bool:
    return record_made(
        backup=backup,
        file="/backups/archive",
        size=7,
        made_at=NIGHT,
        error=error,
        wants_test=wants_test,
        now=NIGHT,
    )
