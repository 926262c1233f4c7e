"""Leaving a sign of life."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.jobs.models import Heartbeat

BACKUP = "backup"


@transaction.atomic
def record_beat(*, name: str, now: datetime) -> None:
    """Note that this work was done to its end; several processes may do so at once."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
