"""What there may be of a ticket and mostly is not: asked all at once before any of it is read."""

from __future__ import annotations

from functools import cache

from qendra.call_backs.models import CallBack
from qendra.desk.models import Held
from qendra.lib.counting import Statement, statement
from qendra.live.models import Presence
from qendra.tickets.models import Attachment, Ticket

_TICKET = -1
FILES, HELD, CALLS, PEOPLE = "files", "held", "calls", "people"


def there_of(ticket: Ticket) -> dict[str, bool]:
    """Whether there is any file, held message, promised call, and anybody at the page; one query.

    Of what is there some may be over: whoever reads it looks more closely.
    """
    counts = _counting().counts({_TICKET: ticket.id}, is_planned=True)
    return {name: count > 0 for name, count in counts.items()}


@cache
def _counting() -> Statement:
    return statement(
        {
            FILES: Attachment.objects.filter(entry__ticket=_TICKET),
            HELD: Held.objects.filter(ticket=_TICKET),
            CALLS: CallBack.objects.filter(ticket=_TICKET, answered_at__isnull=True),
            PEOPLE: Presence.objects.filter(ticket=_TICKET),
        }
    )
