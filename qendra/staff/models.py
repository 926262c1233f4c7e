"""Leavings: who left, who gets what they had, and whether it is all handed over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person


class Leaving(models.Model):
    """Somebody left. What they had goes over a few tickets at a time; a loop finds the rest.

    ``tickets_to``: who gets the open tickets; nobody: they stay with their team.
    ``places_to`` holds their levels, ``webhooks_to`` owns their webhooks; nobody: these end.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leavings")
    tickets_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    places_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    webhooks_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_leaving_at_a_time",
                fields=["person"],
                condition=Q(finished_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"leaving of {self.person_id}"
