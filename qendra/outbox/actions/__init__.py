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
from qendra.outbox.actions.unmailed import ToSay, claim_unmailed, keep_unmailed

__all__ = [
    "Mail",
    "OutgoingFile",
    "Queued",
    "ToSay",
    "claim_due",
    "claim_unmailed",
    "count_as_sent",
    "keep_unmailed",
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
