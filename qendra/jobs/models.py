"""What the work that nobody watches leaves behind."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Heartbeat(models.Model):
    """When this kind of work was last done to its end, by whichever process (UTC).

    ``name`` is a loop of the worker, or ``backup``.
    """

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Backup(models.Model):
    """One nightly backup: its archive, and the result of its restore test.

    ``due_at`` is the night, and unique: whoever claims the row makes the archive, whatever the
    number of workers. First it is made (``made_at``: the moment that the archive holds), then
    tested (``is_good``), and some day the rotation removes it. The row stays as the history.
    """

    due_at = models.DateTimeField(unique=True)
    # When a worker may take it: for the next attempt, or because the lease of the worker that
    # has it ran out. Null: nothing is left to do.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    # Why it was not made, or is not complete; one sentence.
    error = models.TextField(blank=True)

    # The path on the machine of the worker that made it.
    file = models.TextField(blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    tested_at = models.DateTimeField(null=True, blank=True)
    is_good = models.BooleanField(null=True, blank=True)
    duration = models.DurationField(null=True, blank=True)
    # How many tickets the archive holds, and how many of them were replayed from their timelines.
    tickets = models.PositiveIntegerField(null=True, blank=True)
    replayed = models.PositiveIntegerField(null=True, blank=True)
    # What the restored installation has otherwise than it should; sentences.
    differences: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)

    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="backup_is_made_with_a_file",
                condition=Q(made_at__isnull=True, file="", size__isnull=True)
                | (Q(made_at__isnull=False, size__isnull=False) & ~Q(file="")),
            ),
            models.CheckConstraint(
                name="backup_is_tested_with_a_result",
                condition=Q(tested_at__isnull=True, is_good__isnull=True)
                | Q(tested_at__isnull=False, is_good__isnull=False, made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file or self.due_at.isoformat()
