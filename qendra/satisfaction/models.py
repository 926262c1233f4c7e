"""One table: what customers thought of our help."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person, Team
from qendra.catalogue.models import Customer
from qendra.tickets.models import Ticket


class Rating(models.Model):
    """The one question about a closed ticket, to who reported it, and the answer if there is one.

    ``asked_at`` is null where nobody was asked and somebody answered in the panel anyway. Who
    had the ticket when it closed stands beside it: the figures do not move when tickets do.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="rating")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rating_is_one_to_five",
                condition=Q(score__isnull=True, rated_at__isnull=True)
                | Q(score__gte=1, score__lte=5, rated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rating_was_asked_or_given",
                condition=Q(asked_at__isnull=False) | Q(rated_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="rating_by_closing", fields=["closed_at"]),
            models.Index(name="rating_asked_of", fields=["person", "-asked_at"]),
        ]

    def __str__(self) -> str:
        return f"rating of ticket {self.ticket_id}"
