"""Whether tickets are what their timelines make of them: all, or in a large installation some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from qendra.catalogue.selectors import provider
from qendra.lib import ticket_id
from qendra.project.backup.report import Replayed
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences

CHUNK = 500


def replay_tickets(*, most: int, today: date) -> Replayed:
    """Replay about ``most`` tickets, evenly spread: every n-th, and tomorrow the one after each.

    So n days look at every ticket. Nothing is written.
    """
    count = Ticket.objects.count()
    chosen = _every_nth(-(-count // most) or 1, today.toordinal())
    replayed, found = 0, []
    for ticket in chosen.iterator(chunk_size=CHUNK):
        replayed += 1
        found += list(_sentences(ticket))
    return Replayed(tickets=count, replayed=replayed, differences=found)


def _every_nth(step: int, first: int) -> QuerySet[Ticket]:
    rests = Ticket.objects.annotate(rest=F("id") % step)
    return rests.filter(rest=first % step).order_by("id")


def _sentences(ticket: Ticket) -> Iterable[str]:
    shown = ticket_id.shown(ticket.number, provider().ticket_prefix)
    for name, (stored, replayed) in differences(ticket).items():
        yield f"{shown}: {name} is {stored}, its timeline says {replayed}."
