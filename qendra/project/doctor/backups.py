"""The backups: how old the last one is, and whether it would be one when it is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from qendra.jobs.actions import BACKUP
from qendra.jobs.models import Backup, Heartbeat
from qendra.lib.moments import relative
from qendra.project.doctor.finding import Finding
from qendra.project.doctor.work import start_worker

# A day, and two hours to make it and test it.
LONGEST_NIGHT = timedelta(hours=26)
LONGEST_WEEK = timedelta(days=8)


def backup(now: datetime) -> Finding:
    is_off = settings.BACKUP_DIR is None
    by_hand = _("Set QENDRA_BACKUP_DIR, or run qendra backup every night.")
    remedy = by_hand if is_off else start_worker()
    at = Heartbeat.objects.filter(name=BACKUP).values_list("at", flat=True).first()
    if at is None:
        sentence, is_well = _("There has never been a backup."), False
    else:
        sentence = _("The last backup: %(when)s.") % {"when": _ago(at, now)}
        is_well = now - at <= LONGEST_NIGHT
    last = Backup.objects.order_by("due_at").last()
    if last is not None and last.error:
        failed = _("The nightly one failed: %(error)s") % {"error": last.error}
        sentence = f"{sentence} {failed}"
        remedy, is_well = _("Remove the cause; it is made as soon as it can be."), False
    return Finding("backup", sentence, "" if is_well else remedy)


def restore_test(now: datetime) -> Finding:
    last = Backup.objects.filter(tested_at__isnull=False).order_by("tested_at").last()
    is_off = settings.BACKUP_DIR is None
    if last is None or last.tested_at is None:
        if is_off:
            sentence = _("Nightly backups are off, so none is tested by itself.")
            return Finding("restore-test", sentence)
        return Finding("restore-test", _("No backup has been tested yet."), start_worker())
    told: dict[str, object] = {"file": last.file, "when": _ago(last.tested_at, now)}
    if not last.is_good:
        sentence = _("The backup %(file)s failed its test (%(when)s): %(error)s")
        return Finding(
            "restore-test",
            sentence % {**told, "error": last.differences[0]},
            _("Run qendra backup and then qendra backup verify; keep the earlier archives."),
        )
    sentence = _(
        "The backup %(file)s passed its test (%(when)s). "
        "Tickets replayed: %(replayed)s of %(tickets)s."
    )
    told |= {"replayed": last.replayed, "tickets": last.tickets}
    longest = LONGEST_WEEK if settings.RESTORE_TEST_WEEKLY else LONGEST_NIGHT
    is_well = is_off or now - last.tested_at <= longest
    return Finding("restore-test", sentence % told, "" if is_well else start_worker())


def _ago(at: datetime, now: datetime) -> str:
    return relative(min(at, now), now)
