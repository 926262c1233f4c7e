"""Reads of a ticket that others were merged into: it speaks for them too."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from qendra.accounts.models import Person
from qendra.tickets.entries import CallLogged, MessageAdded, NoteAdded, Opened, ReplySent
from qendra.tickets.models import Attachment, Entry, Ticket

# Begins the key of a report that words of another ticket became; the ID of their entry follows.
SPLIT = "split:"
# What people said on a ticket is read where it goes on; what happened to it, on its own page.
SAID = (Opened.KIND, MessageAdded.KIND, ReplySent.KIND, NoteAdded.KIND, CallLogged.KIND)


def entries_of(ticket: Ticket) -> QuerySet[Entry]:
    """Its own entries and what was said on the merged ones, with words and tickets, in order."""
    found = Entry.objects.filter(ticket__in=_ids(ticket))
    own_or_said = found.filter(Q(ticket=ticket.id) | Q(kind__in=SAID))
    # Words that went on elsewhere and came back stand here already.
    split = Q(ticket__intake_key__startswith=SPLIT, kind=Opened.KIND, data__follows=ticket.number)
    return (
        own_or_said.exclude(split)
        .select_related("words", "ticket__reporter", "ticket__customer")
        .order_by("id")
    )


def attachments_of(ticket: Ticket, first: int) -> QuerySet[Attachment]:
    """The files of those entries, from this one on."""
    found = Attachment.objects.filter(entry__ticket__in=_ids(ticket), entry__gte=first)
    return found.select_related("file").order_by("id")


def actors_of(ticket: Ticket) -> QuerySet[Person]:
    """Who wrote any of those entries."""
    wrote = Entry.objects.filter(ticket__in=_ids(ticket))
    return Person.objects.filter(id__in=wrote.values("actor"))


def participants_of(ticket: Ticket) -> QuerySet[Person]:
    """Who reported one of them or wrote on it, and still belongs to the customer."""
    ids = _ids(ticket)
    wrote = Entry.objects.filter(ticket__in=ids, kind__in=[MessageAdded.KIND, Opened.KIND])
    reported = Ticket.objects.filter(id__in=ids)
    return Person.objects.filter(
        Q(id__in=wrote.values("actor")) | Q(id__in=reported.values("reporter")),
        is_active=True,
        memberships__customer=ticket.customer_id,
    )


def _ids(ticket: Ticket) -> list[int]:
    # Read first: the database takes a list of keys to the index, and a join not.
    return [ticket.id, *Ticket.objects.filter(merged_into=ticket.id).values_list("id", flat=True)]
