"""Messages that belong to a history that is played, not lived: a demo, an import."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from qendra.outbox.models import Message, State


def count_as_sent(*, queued_before: datetime) -> int:
    """Count every waiting message queued before that moment as sent when it was queued.

    They are read on the tickets like all others, and nobody ever receives them.
    """
    waiting = Message.objects.filter(state=State.QUEUED, created_at__lt=queued_before)
    return waiting.update(state=State.SENT, sent_at=F("created_at"))
