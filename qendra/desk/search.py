"""The one search box: a ticket ID in any spelling opens the ticket, other words find tickets."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.access import sees_customer
from qendra.lib.ticket_id import Reading
from qendra.tickets.finding import Hits, tickets_about
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import find_ticket


@dataclass(frozen=True, slots=True)
class Found:
    """The one ticket that was named, or what was found, or what to say instead."""

    ticket: Ticket | None = None
    hits: Hits | None = None
    sentence: str = ""


def search(words: str, prefix: str, person: Person) -> Found:
    """Read the words as a ticket ID, else look for them in subject, customer and service ID.

    What the person may not see is not there.
    """
    wanted = words.strip()
    ticket, as_id = find_ticket(wanted, prefix)
    if ticket and sees_customer(person, ticket.customer_id):
        return Found(ticket=ticket)
    if as_id and as_id.reading is Reading.MISTYPED:
        return Found(
            sentence=_(
                "“%(words)s” is not a ticket ID: its last digit does not fit the others,"
                " so one of them is mistyped. Read it again, digit by digit."
            )
            % {"words": wanted}
        )
    if as_id:
        return Found(sentence=_("There is no ticket “%(words)s”.") % {"words": wanted})
    return Found(hits=tickets_about(wanted, person))
