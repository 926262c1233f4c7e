"""The kinds of mails that somebody does without, and those that staff want."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.preferences.kinds import Kind, StaffKind


class Unwanted(models.Model):
    """What this person is not written about; without a row they get everything."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="unwanted")
    kinds: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )

    class Meta:
        verbose_name_plural = "unwanted"
        constraints = [
            models.CheckConstraint(
                name="unwanted_kinds_are_known",
                condition=Q(kinds__contained_by=[str(kind) for kind in Kind]),
            )
        ]

    def __str__(self) -> str:
        return f"unwanted by {self.person_id}"


class StaffMails(models.Model):
    """What this member of staff is written about; without a row it is ``kinds.USUAL``."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="staff_mails")
    kinds: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )

    class Meta:
        verbose_name_plural = "staff mails"
        constraints = [
            models.CheckConstraint(
                name="staff_mails_are_known",
                condition=Q(kinds__contained_by=[str(kind) for kind in StaffKind]),
            )
        ]

    def __str__(self) -> str:
        return f"mails of {self.person_id}"
