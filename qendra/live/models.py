"""Who has a ticket's page before them at this moment."""

from __future__ import annotations

from django.db import models

from qendra.accounts.models import Person
from qendra.lib.constraints import is_one_of
from qendra.tickets.models import Ticket

# What somebody writes; nothing: they only look.
WRITES = ("reply", "note", "call")


class Presence(models.Model):
    """One open page of a ticket on the desk, of a member of staff, until a moment soon to come.

    The table is UNLOGGED: it is worth nothing after a crash, and costs no disk before one.
    """

    # The page itself: somebody may have two of the same ticket, and leave one.
    page = models.UUIDField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    writes = models.CharField(max_length=10, blank=True)
    until = models.DateTimeField()
    # Whether open pages have been told of it as it is now.
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [is_one_of("presence_writes_is_known", writes=["", *WRITES])]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.ticket_id}"
