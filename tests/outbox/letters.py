"""Mails for tests: one call, everything filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from qendra.outbox.actions import queue_email
from qendra.outbox.models import Message

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def letter(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What ``queue_email`` takes, for the mail of this number."""
    return {
        "key": f"ticket:{number}:acknowledgement",
        "purpose": "acknowledgement",
        "to_name": "Ada Byron",
        "to_address": f"ada{number}@customer.example",
        "from_name": "Interspace",
        "from_address": "support@interspace.example",
        "reply_to": "support+t1@interspace.example",
        "subject": "[IS-1234-5678-9] Loss of signal",
        "written": "We have your report.\n",
        "language": "en",
        "about_kind": "ticket",
        "about_id": number,
        "message_id": f"ack.{number}@interspace.example",
        "is_automatic": True,
        "now": NOW,
    } | changes


def queued(number: int = 1, **changes: Any) -> Message:
    """A mail in the outbox, committed when the test commits."""
    with transaction.atomic():
        return queue_email(**letter(number, **changes))
