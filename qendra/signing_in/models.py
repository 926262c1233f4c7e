"""What is counted at the door, and what nodes remember for each other for minutes."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often somebody tried, by a mark that tells nobody who or where (``key`` is keyed)."""

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} since {self.since:%Y-%m-%d %H:%M}"


class Remembered(models.Model):
    """The table of Django's cache in the database, in the columns that it wants.

    Used codes of authenticator apps stand here, and how many were wrong: every node must know.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signing_in_remembered"

    def __str__(self) -> str:
        return self.cache_key
