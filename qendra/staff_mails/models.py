"""One table: tickets that somebody will read of in their next digest."""

from __future__ import annotations

from django.db import models

from qendra.accounts.models import Person
from qendra.tickets.models import Ticket


class DigestLine(models.Model):
    """A ticket that came to a team of this person; gone as soon as they are written to."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_line_a_person_and_ticket", fields=["person", "ticket"]
            )
        ]
        indexes = [models.Index(name="digest_line_by_age", fields=["at"])]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} for {self.person_id}"
