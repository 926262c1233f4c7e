"""When to look at a ticket's clocks again, what they have reached, and who is still to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.lib.constraints import is_one_of
from qendra.sla.explanation import Promise
from qendra.tickets.models import Ticket
from qendra.warnings.rules import Threshold


class Look(models.Model):
    """The next moment at which a clock of the ticket reaches something; null: none does."""

    ticket = models.OneToOneField(
        Ticket, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="warnings_look_due", fields=["at"], condition=Q(at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"look at {self.ticket_id}"


class Reached(models.Model):
    """A clock of a ticket reached a threshold. Once for ever: the key is unique."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="reached_thresholds")
    promise = models.CharField(max_length=20)
    threshold = models.CharField(max_length=20)
    key = models.CharField(max_length=100, unique=True)
    reached_at = models.DateTimeField()
    due_at = models.DateTimeField()
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [
            is_one_of("warning_promise_is_known", promise=Promise),
            is_one_of("warning_threshold_is_known", threshold=Threshold),
        ]

    def __str__(self) -> str:
        return self.key


class Telling(models.Model):
    """One person is told of one warning, with all others of the same five minutes."""

    warning = models.ForeignKey(
        Reached, on_delete=models.PROTECT, related_name="tellings", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    tell_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="warning_told_once_to_each", fields=["warning", "person"])
        ]
        indexes = [
            models.Index(
                name="warning_still_to_tell",
                fields=["tell_at", "person"],
                condition=Q(told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} to {self.person_id}"
