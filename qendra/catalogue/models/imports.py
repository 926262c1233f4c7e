"""Files of records on their way into the catalogue: the file, and each of its lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.files.models import StoredFile
from qendra.lib.constraints import is_one_of


class ImportState(models.TextChoices):
    """Checking and applying are the worker's; in between, a person looks at the report."""

    CHECKING = "checking", _("is being checked")
    CHECKED = "checked", _("checked, not applied yet")
    APPLYING = "applying", _("is being applied")
    DONE = "done", _("applied")
    DROPPED = "dropped", _("put aside")


class LineOutcome(models.TextChoices):
    """Nothing yet, then what the check found."""

    NONE = ""
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Import(models.Model):
    """One file of one kind of records. ``place``: the last line that this state has done."""

    kind = models.CharField(max_length=20)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # In which sentences of the report are written.
    language = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1)
    is_guessed = models.BooleanField()
    lines_total = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ImportState.choices)
    place = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [is_one_of("import_state_is_known", state=ImportState.values)]
        indexes = [
            models.Index(
                name="import_waits_for_worker",
                fields=["id"],
                condition=Q(state__in=[ImportState.CHECKING, ImportState.APPLYING]),
            ),
        ]

    def __str__(self) -> str:
        return f"import of {self.kind} from {self.filename}"


class ImportLine(models.Model):
    """One line: what it says, what becomes of it, and whether that was done.

    ``key`` is what no other line of the file may have; ``row_id`` the record that it is about.
    ``is_applied`` is None until the worker came to it, and False when somebody changed the
    record between the report and then: ``sentence`` says so.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    key = models.TextField()
    outcome = models.CharField(max_length=10, choices=LineOutcome.choices, blank=True)
    changes: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    column = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    row_id = models.BigIntegerField(null=True)
    is_applied = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="import_line_once", fields=["run", "number"]),
            is_one_of("import_line_outcome_is_known", outcome=LineOutcome.values),
        ]
        indexes = [
            models.Index(name="import_line_by_outcome", fields=["run", "outcome", "number"]),
            models.Index(name="import_line_by_key", fields=["run", "key"]),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of import {self.run_id}"
