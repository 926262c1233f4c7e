"""What a ticket does by itself when time passes: remind, return to us, close."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import SYSTEM
from qendra.lib import log_fields
from qendra.tickets.actions.deferring import end_at_opening
from qendra.tickets.actions.writing import Write, lock_free
from qendra.tickets.entries import Reminded
from qendra.tickets.models import Ticket
from qendra.tickets.notices import tell_participants
from qendra.tickets.states import REMIND_AFTER, RETURN_AFTER, State


def run_due_timers(*, now: datetime, limit: int = 50) -> int:
    """Run the timers of up to ``limit`` tickets that are due; each in its own transaction.

    Tickets that somebody works on this moment are left for the next time.
    """
    due = Ticket.objects.filter(next_timer_at__lte=now).order_by("next_timer_at")
    ids = list(due.values_list("id", flat=True)[:limit])
    done = 0
    for ticket_id in ids:
        with log_fields.about():
            done += run_timer(ticket_id=ticket_id, now=now)
    return done


@transaction.atomic
def run_timer(*, ticket_id: int, now: datetime) -> int:
    """Do what one ticket's timer is for; 0 when it is not due any more or locked.

    Waiting for the customer: reminders after 24 and 48 hours, back to us after 72. Resolved
    and 72 hours without a word: closed. After a standstill only the latest of several due
    reminders is sent. Business hours begin: a deferral is over, and a proposal of one.
    """
    ticket = lock_free(id=ticket_id, next_timer_at__lte=now)
    if ticket is None:
        return 0
    write = Write(ticket, actor=SYSTEM, now=now)
    if ticket.deferral_until and ticket.deferral_until <= now:
        end_at_opening(write)
        write.save()
        return 1
    if ticket.state == State.RESOLVED:
        entry, purpose = write.move(State.CLOSED), "closed"
    elif now >= ticket.state_since + RETURN_AFTER:
        entry, purpose = write.move(State.IN_PROGRESS), ""
    else:
        number = sum(now >= ticket.state_since + after for after in REMIND_AFTER)
        entry, purpose = write.add(Reminded(number=number), visible=True), "reminder"
    write.save()
    if purpose:
        tell_participants(ticket, entry, purpose, now)
    return 1
