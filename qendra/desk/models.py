"""What the desk itself keeps."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person, Team
from qendra.files.models import StoredFile
from qendra.lib.constraints import is_one_of
from qendra.tickets.models import Ticket


class HeldKind(models.TextChoices):
    """What becomes of it: an answer, an internal note, a call, a move."""

    REPLY = "reply"
    NOTE = "note"
    CALL = "call"
    MOVE = "move"


class Held(models.Model):
    """Something that a person sent a moment ago and can still take back.

    It is no entry yet: when ``due_at`` has come it becomes one, and the row goes in the same
    transaction. ``key`` is the form's, and the entry's. ``refused`` says why it could not become
    one; then it waits for its author, who takes the words back.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="held")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=HeldKind.choices)
    text = models.TextField(blank=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    refused = models.TextField(blank=True)

    class Meta:
        constraints = [is_one_of("held_kind_is_known", kind=HeldKind)]
        indexes = [
            models.Index(name="held_due", fields=["due_at", "id"], condition=Q(refused="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"


class HeldFile(models.Model):
    """A file that goes with it."""

    held = models.ForeignKey(Held, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.filename


class Layout(models.Model):
    """The columns that a person wants in lists, in this order."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    columns: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20))

    def __str__(self) -> str:
        return f"columns of {self.person_id}"


class View(models.Model):
    """A saved view: a queue with its filters, order and columns, under a name.

    One's own, or shared with a team or with everybody. ``deleted_at``: gone from the lists, and
    brought back by its owner's undo.
    """

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    is_for_all = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    queue = models.CharField(max_length=30)
    given: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    columns: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=20), default=list
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="view_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="view_is_shared_once", condition=Q(team__isnull=True) | Q(is_for_all=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
