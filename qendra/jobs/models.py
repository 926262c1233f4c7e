"""What the work that nobody watches leaves behind."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When this kind of work was last done to its end, by whichever process (UTC).

    ``name`` is a loop of the worker, or ``backup``.
    """

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
