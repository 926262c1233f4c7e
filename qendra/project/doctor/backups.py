"""The backups: how old the last one is, and whether it would be one when it is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from qendra.jobs.actions import BACKUP
from qendra.jobs.models import Backup, Heartbeat
from qendra.project.doctor.finding import Finding, duration
from qendra.project.doctor.work import START_WORKER

# A day, and two hours to make it and test it.
LONGEST_NIGHT = timedelta(hours=26)
LONGEST_WEEK = timedelta(days=8)


def backup(now: datetime) -> Finding:
    is_off = settings.BACKUP_DIR is None
    remedy = "Set QENDRA_BACKUP_DIR, or run qendra backup every night." if is_off else START_WORKER
    at = Heartbeat.objects.filter(name=BACKUP).values_list("at", flat=True).first()
    if at is None:
        sentence, is_well = "There has never been a backup.", False
    else:
        sentence = f"The last backup was made {_ago(at, now)}."
        is_well = now - at <= LONGEST_NIGHT
    last = Backup.objects.order_by("due_at").last()
    if last is not None and last.error:
        sentence += f" The nightly one failed: {last.error}"
        remedy, is_well = "Remove the cause; it is made as soon as it can be.", False
    return Finding("backup", sentence, "" if is_well else remedy)


def restore_test(now: datetime) -> Finding:
    last = Backup.objects.filter(tested_at__isnull=False).order_by("tested_at").last()
    is_off = settings.BACKUP_DIR is None
    if last is None or last.tested_at is None:
        if is_off:
            return Finding("restore-test", "Nightly backups are off, so none is tested by itself.")
        return Finding("restore-test", "No backup has been tested yet.", START_WORKER)
    when = _ago(last.tested_at, now)
    if not last.is_good:
        return Finding(
            "restore-test",
            f"The backup {last.file} failed its test {when}: {last.differences[0]}",
            "Run qendra backup and then qendra backup verify; keep the earlier archives.",
        )
    sentence = (
        f"The backup {last.file} passed its test {when}, "
        f"with {last.replayed} of {last.tickets} tickets replayed."
    )
    longest = LONGEST_WEEK if settings.RESTORE_TEST_WEEKLY else LONGEST_NIGHT
    is_well = is_off or now - last.tested_at <= longest
    return Finding("restore-test", sentence, "" if is_well else START_WORKER)


def _ago(at: datetime, now: datetime) -> str:
    return f"{duration(max((now - at).total_seconds(), 0))} ago"
