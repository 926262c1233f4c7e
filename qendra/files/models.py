"""What we know about a stored content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One content on disk. The row exists only when the bytes are durable; it never changes.

    The name that somebody gave the file belongs to whatever links here: the same content may
    have many names and many owners.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()

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
