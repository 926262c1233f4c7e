"""The worker's loop of every night: a backup, its restore test, and what is superfluous goes.

The work itself is done by the commands that people use, in programs of their own. Who does it
and what became of it is a row; so exactly one of several workers makes the archive, and what a
killed one had is found and taken over.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from django.conf import settings

from qendra.catalogue.selectors import provider
from qendra.jobs.actions import claim_backup, record_removal
from qendra.jobs.models import Backup
from qendra.project.backup.night import Night
from qendra.project.backup.rotation import Archive, superfluous
from qendra.project.backup.schedule import latest_due

logger = logging.getLogger(__name__)

# Between two looks at the calendar when nothing is due.
PAUSE = timedelta(seconds=10)


class Nightly:
    """The loop, for backups into ``folder``; ``stop`` ends also what is being done."""

    def __init__(self, folder: Path, stop: Event) -> None:
        self._folder = folder
        self._stop = stop
        self._idle_since: datetime | None = None

    def __call__(self, *, now: datetime) -> int:
        if self._idle_since is not None and now - self._idle_since < PAUSE:
            return 0
        zone = ZoneInfo(provider().time_zone)
        due_at = latest_due(now, settings.BACKUP_AT, zone)
        backup = claim_backup(due_at=due_at, now=now)
        if backup is None:
            self._idle_since = now
            return 0
        self._idle_since = None
        night = Night(backup, now, self._stop)
        if backup.made_at is None:
            night.make(self._place() / f"qendra-{due_at.astimezone(zone):%Y-%m-%d-%H%M}.qendra")
        else:
            night.test()
        remove_superfluous(zone=zone, now=now)
        return 1

    def _place(self) -> Path:
        """The folder. Only our own is made: a disk that is not there must not look as if it was."""
        if self._folder.parent == settings.DATA_DIR:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        return self._folder


def remove_superfluous(*, zone: ZoneInfo, now: datetime) -> None:
    """Remove the archives that the rotation does not keep; other files are never touched."""
    rows = Backup.objects.filter(made_at__isnull=False, removed_at__isnull=True)
    there = {row.id: row for row in rows if Path(row.file).exists()}
    archives = [Archive(row.id, row.made_at, row.is_good) for row in there.values() if row.made_at]
    for archive in superfluous(archives, settings.BACKUP_KEEP, zone):
        file = Path(there[archive.id].file)
        file.unlink(missing_ok=True)
        record_removal(backup_id=archive.id, now=now)
        logger.info("The backup %s was removed by the rotation.", file)
