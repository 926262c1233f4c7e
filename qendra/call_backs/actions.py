"""Writes: a call is promised, it happened, nobody made it yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Subquery

from qendra.accounts.models import Person
from qendra.accounts.selectors import standing_in
from qendra.call_backs.models import CallBack, Reason
from qendra.call_backs.notices import tell_waiting, tell_wanted
from qendra.call_backs.selectors import answers_to
from qendra.catalogue.selectors import provider
from qendra.tickets.models import Entry, Ticket

WITHIN = {Reason.ESCALATION: timedelta(hours=1), Reason.RATING: timedelta(days=1)}
AGAIN = timedelta(days=1)
BATCH = 50


@transaction.atomic
def ask_call_back(
    *,
    ticket: Ticket,
    reason: Reason,
    person: Person | None,
    number: str,
    holder: Person | None,
    key: str,
    now: datetime,
    words: str = "",
) -> CallBack:
    """Promise a call, in the transaction of what asks for it; once for ever by its ``key``.

    The ticket is locked, and its newest entry is the one that asked. The holder of an
    escalation's call reads of it in the mail of the step; anybody else gets a mail of its own.
    """
    known = CallBack.objects.filter(key=key).first()
    if known:
        return known
    newest = Entry.objects.filter(ticket=ticket).aggregate(newest=Max("id"))["newest"]
    call_back = CallBack.objects.create(
        ticket=ticket,
        reason=reason,
        person=person,
        number=number,
        words=words,
        holder=holder,
        wanted_at=now,
        due_at=now + WITHIN[reason],
        next_reminder_at=now + WITHIN[reason],
        after_entry=newest or 0,
        key=key,
    )
    if reason is Reason.RATING and holder:
        tell_wanted(call_back, ticket, [holder], now)
    return call_back


@transaction.atomic
def note_answers(*, now: datetime) -> int:
    """Note which promised calls were made; how many. One small query for each reason."""
    noted = 0
    for reason in Reason:
        answer = Subquery(answers_to(reason).values("id")[:1])
        waiting = CallBack.objects.select_for_update(skip_locked=True, of=("self",))
        waiting = waiting.filter(reason=reason, answered_at__isnull=True).annotate(answer=answer)
        for call_back in waiting.filter(answer__isnull=False).order_by("id")[:BATCH]:
            entry = Entry.objects.get(id=call_back.answer)
            call_back.answered_at = max(entry.recorded_at, call_back.wanted_at)
            call_back.answered_by_id = entry.actor_id
            call_back.next_reminder_at = None
            call_back.save(update_fields=["answered_at", "answered_by", "next_reminder_at"])
            noted += 1
    return noted


@transaction.atomic
def remind_of_call_backs(*, now: datetime) -> int:
    """Tell those above of calls that nobody made in time; again every day. How many calls."""
    due = CallBack.objects.select_for_update(skip_locked=True, of=("self",))
    due = due.filter(answered_at__isnull=True, next_reminder_at__lte=now)
    found = list(due.select_related("ticket__customer", "holder", "person").order_by("id")[:BATCH])
    for call_back in found:
        call_back.reminders += 1
        call_back.next_reminder_at = now + AGAIN
        call_back.save(update_fields=["reminders", "next_reminder_at"])
        tell_waiting(call_back, call_back.ticket, _above(call_back), now)
    return len(found)


@transaction.atomic
def hand_over_call_back(*, call_back_id: int, successor: Person | None, now: datetime) -> bool:
    """A promised call goes to somebody else, who is told; to nobody: those above are reminded.

    False when the call was made meanwhile.
    """
    waiting = CallBack.objects.select_for_update(of=("self",)).select_related("ticket", "person")
    call_back = waiting.filter(id=call_back_id, answered_at__isnull=True).first()
    if call_back is None:
        return False
    call_back.holder = successor
    call_back.save(update_fields=["holder"])
    if successor:
        tell_wanted(call_back, call_back.ticket, [successor], now)
    return True


def _above(call_back: CallBack) -> list[Person]:
    """Whose call it is, and the duty manager; without one, whoever stands in."""
    manager = provider().duty_manager
    people = [manager] if manager and manager.is_active else list(standing_in())
    holder = call_back.holder
    if holder and holder.is_active:
        people = [holder, *people]
    return list({each.id: each for each in people}.values())
