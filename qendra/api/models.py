"""Tokens of programs, how often they ask, and what they were answered."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.files.models import StoredFile

PER_MINUTE = 600
# How long an upload may be named.
GOOD_FOR = timedelta(days=1)


class Token(models.Model):
    """A program's way in. It acts for one person, with the rights that this person has now.

    With ``customer`` it sees this one customer only; without, it is a token of staff. The
    secret itself is not kept, only its keyed hash.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    per_minute = models.PositiveIntegerField(default=PER_MINUTE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # To the minute: a write for every request would cost more than it tells.
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_expires_after_it_was_made", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(name="token_may_ask_at_all", condition=Q(per_minute__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file that a program sent ahead. For a day its token may name it in what it writes.

    The ID is random: it says nothing of how many there are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="uploads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="upload_by_age", fields=["created_at"])]

    def __str__(self) -> str:
        return self.filename


class Window(models.Model):
    """How often a token asked in the present minute. Unlogged: a crash forgets it, no harm.

    ``minute`` counts from 1970.
    """

    token = models.OneToOneField(Token, primary_key=True, on_delete=models.CASCADE)
    minute = models.BigIntegerField()
    used = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.used} requests of {self.token_id}"


class Answer(models.Model):
    """What a write under an ``Idempotency-Key`` was answered, kept for 7 days."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=200)
    # Of method, address and body: the same key for something else is a mistake.
    request_digest = models.CharField(max_length=64)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_answer_a_key", fields=["token", "key"]),
        ]
        indexes = [models.Index(name="answer_by_age", fields=["created_at"])]

    def __str__(self) -> str:
        return f"answer to {self.key}"
