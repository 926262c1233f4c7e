"""Writes of the outbox: queueing by the actions of other apps, results by the worker."""

from qendra.outbox.actions.delivery import (
    claim_due,
    keep_words,
    mark_failed,
    mark_returned,
    mark_returned_by_name,
    mark_sent,
    release,
    requeue,
)
from qendra.outbox.actions.history import count_as_sent
from qendra.outbox.actions.queueing import (
    Mail,
    OutgoingFile,
    Queued,
    queue_email,
    queue_emails,
)

__all__ = [
    "Mail",
    "OutgoingFile",
    "Queued",
    "claim_due",
    "count_as_sent",
    "keep_words",
    "mark_failed",
    "mark_returned",
    "mark_returned_by_name",
    "mark_sent",
    "queue_email",
    "queue_emails",
    "release",
    "requeue",
]
