"""What we know about a stored content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class StoredFile(models.Model):
    """One content on disk. The row exists only when the bytes are durable.

    The name that somebody gave the file belongs to whatever links here: the same content may
    have many names and many owners. ``kept_at`` is when somebody last kept it: for a day it
    stays in any case, so that what is going to link here may take its time.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="storedfile_sha256_is_hexadecimal",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="storedfile_size_is_a_size", condition=Q(size__gte=0)),
        ]

    def __str__(self) -> str:
        return self.sha256
