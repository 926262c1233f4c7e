"""Who is told of a merge: the people of the ticket that ended, for the other reads on."""

from __future__ import annotations

from datetime import datetime

from qendra.catalogue.selectors import provider
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import Letter, send_letters
from qendra.tickets.selectors import participants


def tell_merged(ticket: Ticket, entry: Entry, into: Ticket, now: datetime) -> None:
    """Where it goes on, and that an answer to either reaches us."""
    _tell("merged", ticket, entry, into, now)


def tell_unmerged(ticket: Ticket, entry: Entry, out_of: Ticket, now: datetime) -> None:
    """That it stands by itself again."""
    _tell("unmerged", ticket, entry, out_of, now)


def _tell(purpose: str, ticket: Ticket, entry: Entry, other: Ticket, now: datetime) -> None:
    told = {"other_id": shown_id(other, provider()), "other_subject": other.subject}
    letters = [
        Letter(
            ticket=ticket,
            to=person,
            key=f"entry:{entry.id}:{purpose}:{person.id}",
            purpose=purpose,
            template=f"tickets/mail/{purpose}.txt",
            told=told,
        )
        for person in participants(ticket)
    ]
    send_letters(letters, now)
