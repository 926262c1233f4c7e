"""Writes of the outbox: queueing by the actions of other apps, results by the worker."""

from qendra.outbox.actions.delivery import claim_due, mark_failed, mark_sent, release, requeue
from qendra.outbox.actions.history import count_as_sent
from qendra.outbox.actions.queueing import Mail, OutgoingFile, queue_email

__all__ = [
    "Mail",
    "OutgoingFile",
    "claim_due",
    "count_as_sent",
    "mark_failed",
    "mark_sent",
    "queue_email",
    "release",
    "requeue",
]
