"""The nightly backups as rows: who has one, what became of it.

A claim is a lease that its holder renews; the moment of its end is the fence. Whoever lost it
writes nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from qendra.jobs.models import Backup
from qendra.jobs.notices import tell_failed_test, tell_no_backup
from qendra.outbox.cleaning import one_line

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=4)
MOST_DIFFERENCES = 20
MAX_SENTENCE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a restore test found; good when it found no difference.

    ``tickets`` were restored, ``replayed`` of them looked at; None when it did not get so far.
    """

    differences: Sequence[str]
    duration: timedelta
    tickets: int | None = None
    replayed: int | None = None


@transaction.atomic
def claim_backup(*, due_at: datetime, now: datetime) -> Backup | None:
    """Take the backup of that night, to make or to test it, for five minutes.

    None when somebody else has it, or when nothing is left to do. A lease that ran out is taken
    over: its holder died.
    """
    if not Backup.objects.filter(due_at=due_at).exists():
        row = Backup(due_at=due_at, next_attempt_at=now)
        Backup.objects.bulk_create([row], ignore_conflicts=True)
    free = Backup.objects.filter(due_at=due_at, next_attempt_at__lte=now)
    backup = free.select_for_update(skip_locked=True).first()
    if backup is None:
        return None
    backup.attempts += 1
    backup.next_attempt_at = now + LEASE
    backup.save(update_fields=["attempts", "next_attempt_at"])
    return backup


def keep_backup(*, backup: Backup, now: datetime) -> bool:
    """Renew the lease; False when it was lost."""
    return _write(backup, next_attempt_at=now + LEASE)


def release_backup(*, backup: Backup, now: datetime) -> bool:
    """Give it back, because we are being stopped; the attempt does not count."""
    return _write(backup, next_attempt_at=now, attempts=F("attempts") - 1)


@transaction.atomic
def record_failure(*, backup: Backup, error: str, now: datetime) -> bool:
    """It could not be made: tell the administrators, once a night, and try again after a while."""
    pause = min(FIRST_PAUSE * 2 ** (backup.attempts - 1), LONGEST_PAUSE)
    is_ours = _write(backup, error=_sentence(error), next_attempt_at=now + pause)
    if is_ours:
        tell_no_backup(backup, now)
    return is_ours


@transaction.atomic
def record_made(
    *, backup: Backup, file: str, size: int, made_at: datetime, error: str, wants_test: bool,
    now: datetime,
) -> bool:  # fmt: skip
    """The archive is durable under its name; its test is due at once, if it gets one.

    With an ``error`` it is not complete, and the administrators are told.
    """
    is_ours = _write(
        backup,
        file=file,
        size=size,
        made_at=made_at,
        error=_sentence(error),
        attempts=0,
        next_attempt_at=now if wants_test else None,
    )
    if is_ours and error:
        tell_no_backup(backup, now)
    return is_ours


@transaction.atomic
def record_test(*, backup: Backup, outcome: Outcome, now: datetime) -> bool:
    """Write the result of the restore test; a bad one is told to the administrators."""
    found = [_sentence(each) for each in outcome.differences]
    more = len(found) - MOST_DIFFERENCES
    is_ours = _write(
        backup,
        tested_at=now,
        is_good=not found,
        duration=outcome.duration,
        tickets=outcome.tickets,
        replayed=outcome.replayed,
        differences=found[:MOST_DIFFERENCES] + ([f"And {more} more."] if more > 0 else []),
        next_attempt_at=None,
    )
    if is_ours and found:
        tell_failed_test(backup, now)
    return is_ours


def record_removal(*, backup_id: int, now: datetime) -> None:
    """The rotation has removed the archive. ``backup_id`` is the row's key."""
    Backup.objects.filter(id=backup_id, removed_at=None).update(removed_at=now)


def _sentence(text: str) -> str:
    """What programs say may hold anything, also what a column does not."""
    return one_line(text, limit=MAX_SENTENCE)


@transaction.atomic
def _write(backup: Backup, **values: object) -> bool:
    """Write these if the lease is still ours, and into the object too; False if it is not."""
    held = Backup.objects.filter(id=backup.id, next_attempt_at=backup.next_attempt_at)
    if held.update(**values) != 1:
        return False
    backup.refresh_from_db()
    return True
