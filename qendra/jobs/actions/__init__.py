"""What the worker writes about its own work: signs of life, and the nightly backups."""

from qendra.jobs.actions.backups import (
    Outcome,
    claim_backup,
    keep_backup,
    record_failure,
    record_made,
    record_removal,
    record_test,
    release_backup,
)
from qendra.jobs.actions.heartbeats import BACKUP, record_beat

__all__ = [
    "BACKUP",
    "Outcome",
    "claim_backup",
    "keep_backup",
    "record_beat",
    "record_failure",
    "record_made",
    "record_removal",
    "record_test",
    "release_backup",
]
