"""One table: changes."""

from __future__ import annotations

from typing import Any

from django.db import models


class Change(models.Model):
    """One change of one thing that is configured: who, when, from what, to what, why.

    Rows are never changed or deleted; the database refuses it. The subject is named by kind and
    ID only. ``actor_name`` is the name at that moment, and stays when the person leaves; no
    actor: Qendra itself. ``before`` and ``after`` hold only what differs; nothing before: it was
    made, nothing after: it is gone.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10)
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    after: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(name="change_of_subject", fields=["subject_kind", "subject_id", "id"]),
        ]

    def __str__(self) -> str:
        return f"change of {self.subject_kind} {self.subject_id}"
