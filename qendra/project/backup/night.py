"""What a worker does for one night: first the archive, then its restore test."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from django.conf import settings
from django.db import connection
from django.db.models import Max, Sum

from qendra.files.models import StoredFile
from qendra.jobs.actions import (
    BACKUP,
    Outcome,
    keep_backup,
    record_beat,
    record_failure,
    record_made,
    record_test,
    release_backup,
)
from qendra.jobs.models import Backup
from qendra.project.backup.checking import manifest_of
from qendra.project.backup.errand import Done, run_errand
from qendra.project.backup.manifest import Damaged, Manifest
from qendra.project.backup.room import require_room
from qendra.project.backup.schedule import wants_test
from qendra.project.cli.sentences import Failure, sentence_for

logger = logging.getLogger(__name__)

# Seconds; well within the lease.
RENEW_EVERY = 60.0
# A test that was killed so often is a failed one.
MOST_ATTEMPTS = 3


class Night:
    """A claimed backup, kept as long as something is done for it; ``stop`` ends that."""

    def __init__(self, backup: Backup, now: datetime, stop: Event) -> None:
        self._backup = backup
        self._stop = stop
        self._began_at = now
        self._began = self._renewed = monotonic()

    def make(self, file: Path) -> None:
        """See to it that the archive stands there, and note it, or why it does not.

        One that is there already was finished by a worker that was killed before it noted that.
        """
        try:
            if not file.exists() and not self._back_up(file):
                return
            manifest = manifest_of(file)
        except (Failure, Damaged, OSError) as error:
            said = sentence_for(error)[0]
            logger.error("The backup %s could not be made: %s", file, said)
            record_failure(backup=self._backup, error=said, now=self._now())
        else:
            self._note(file, manifest)

    def test(self) -> None:
        """Test the archive, and note the result."""
        if self._backup.attempts > MOST_ATTEMPTS:
            self._judge(Outcome([f"The test was killed {MOST_ATTEMPTS} times."], timedelta()))
            return
        done = self._run("backup", "verify", "--json", self._backup.file)
        if done is not None:
            self._judge(_tested(done, self._now() - self._began_at))

    def _back_up(self, file: Path) -> bool:
        """False when we were told to end. Failure or OSError when it stands in no place."""
        require_room(file.parent, _expected_size())
        done = self._run("backup", str(file))
        if done is not None and not file.exists():
            raise Failure(done.sentence)
        return done is not None

    def _note(self, file: Path, manifest: Manifest) -> None:
        made_at = datetime.fromisoformat(manifest.made_at)
        lost = (
            f"{len(manifest.lost)} files are missing from the data folder, and so from the "
            f"backup: {', '.join(manifest.lost[:3])}."
        )
        record_made(
            backup=self._backup,
            file=str(file),
            size=file.stat().st_size,
            made_at=made_at,
            error=lost if manifest.lost else "",
            wants_test=wants_test(made_at, _last_good_at(), weekly=settings.RESTORE_TEST_WEEKLY),
            now=self._now(),
        )
        if not manifest.lost:
            record_beat(name=BACKUP, now=made_at)
        logger.info("The backup %s was made.", file)

    def _judge(self, outcome: Outcome) -> None:
        record_test(backup=self._backup, outcome=outcome, now=self._now())
        if outcome.differences:
            first = outcome.differences[0]
            logger.error("The backup %s has failed its test: %s", self._backup.file, first)
        else:
            logger.info("The backup %s has passed its test.", self._backup.file)

    def _run(self, *command: str) -> Done | None:
        """None when we were told to end, or somebody else has the backup now."""
        done = run_errand(*command, may_go_on=self._may_go_on)
        if done is None:
            release_backup(backup=self._backup, now=self._now())
        return done

    def _may_go_on(self) -> bool:
        if self._stop.is_set():
            return False
        if monotonic() - self._renewed < RENEW_EVERY:
            return True
        self._renewed = monotonic()
        return keep_backup(backup=self._backup, now=self._now())

    def _now(self) -> datetime:
        return self._began_at + timedelta(seconds=monotonic() - self._began)


def _tested(done: Done, duration: timedelta) -> Outcome:
    """What the command printed; without a report its last sentence is the one difference."""
    if not done.printed:
        return Outcome([done.sentence], duration)
    report = json.loads(done.printed)
    return Outcome(report["differences"], duration, report["tickets"], report["replayed"])


def _last_good_at() -> datetime | None:
    good = Backup.objects.filter(is_good=True).aggregate(last=Max("made_at"))
    return good["last"]  # type: ignore[no-any-return]  # an aggregate has no types


def _expected_size() -> int:
    """About what an archive takes at most, in bytes: dumps are smaller than their databases."""
    files = StoredFile.objects.aggregate(size=Sum("size"))["size"] or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(files) + int(cursor.fetchone()[0])
