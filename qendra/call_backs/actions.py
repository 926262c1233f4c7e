"""Writes: a call is promised, it happened, nobody made it yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Subquery
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.selectors import standing_in
from qendra.call_backs.models import CallBack, Reason
from qendra.call_backs.notices import tell_missed, tell_waiting, tell_wanted
from qendra.call_backs.selectors import ANSWERS, OF_CALLS, answers_to, open_call_backs
from qendra.catalogue.models import Customer
from qendra.catalogue.selectors import customers_of, provider
from qendra.lib.errors import Refused
from qendra.outbox.actions import claim_unmailed
from qendra.outbox.models import Unmailed
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import ABOUT as ABOUT_TICKET

WITHIN = {
    Reason.ESCALATION: timedelta(hours=1),
    Reason.RATING: timedelta(days=1),
    Reason.MISSED: timedelta(minutes=15),
    Reason.VOICEMAIL: timedelta(minutes=15),
    Reason.MAIL: timedelta(hours=1),
}
AGAIN = timedelta(days=1)
# Nobody answered: we try again after this.
NEXT_TRY = timedelta(minutes=15)
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
def ask_missed_call(
    *,
    number: str,
    person: Person | None,
    customer: Customer | None,
    key: str,
    now: datetime,
    link: str = "",
    words: str = "",
) -> CallBack:
    """Somebody called and nobody took it, or they spoke on the voicemail (``link``).

    Who calls several times from one number waits for one call. Once for ever by its ``key``.
    """
    known = CallBack.objects.select_for_update(of=("self",)).filter(key=key).first()
    open_one = _open_of_number(number) if known is None and number else None
    reason = Reason.VOICEMAIL if link else Reason.MISSED
    if found := known or open_one:
        found.calls += known is None
        found.reason = reason if link else found.reason
        found.link = link or found.link
        found.words = "\n".join(filter(None, [found.words, words]))
        found.save(update_fields=["calls", "reason", "link", "words"])
        return found
    return CallBack.objects.create(
        reason=reason,
        person=person,
        customer=customer,
        number=number[:40],
        words=words,
        link=link,
        wanted_at=now,
        due_at=now + WITHIN[reason],
        next_reminder_at=now + WITHIN[reason],
        after_entry=0,
        key=key,
    )


@transaction.atomic
def promise_unmailed(*, now: datetime) -> int:
    """Whoever has no mail address is to be called instead; how many mails became that."""
    found = claim_unmailed(most=BATCH)
    for each in found:
        _promise(each, now)
    return len(found)


@transaction.atomic
def answer_call_back(*, actor: Actor, call_back_id: int, outcome: str, now: datetime) -> CallBack:
    """It was made, or needs none any more; ``outcome`` says what came of it. Again is no error."""
    if not outcome.strip():
        raise Refused(_("Write in a few words what came of it."))
    call_back = CallBack.objects.select_for_update(of=("self",)).get(id=call_back_id)
    if call_back.answered_at is None:
        call_back.answered_at = max(now, call_back.wanted_at)
        call_back.answered_by = actor.person
        call_back.outcome = outcome.strip()
        call_back.next_reminder_at = None
        call_back.save()
    return call_back


@transaction.atomic
def try_call_back_again(*, actor: Actor, call_back_id: int, now: datetime) -> CallBack:
    """We called and nobody answered: it waits for the next try, with whoever tried."""
    call_back = CallBack.objects.select_for_update(of=("self",)).get(id=call_back_id)
    if call_back.answered_at is None:
        call_back.tries += 1
        call_back.holder = call_back.holder or actor.person
        call_back.due_at = call_back.next_reminder_at = now + NEXT_TRY
        call_back.save()
    return call_back


@transaction.atomic
def note_answers(*, now: datetime) -> int:
    """Note which promised calls were made; how many. One small query for each reason."""
    noted = 0
    for reason in ANSWERS:
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
    due = due.select_related("ticket__customer", "customer", "holder", "person")
    found = list(due.order_by("id")[:BATCH])
    for call_back in found:
        call_back.reminders += 1
        call_back.next_reminder_at = now + AGAIN
        call_back.save(update_fields=["reminders", "next_reminder_at"])
        if call_back.ticket:
            tell_waiting(call_back, call_back.ticket, _above(call_back), now)
        else:
            tell_missed(call_back, _above(call_back), now)
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
    if successor and call_back.ticket:
        tell_wanted(call_back, call_back.ticket, [successor], now)
    return True


def _open_of_number(number: str) -> CallBack | None:
    waiting = CallBack.objects.select_for_update(of=("self",)).filter(answered_at__isnull=True)
    return waiting.filter(reason__in=OF_CALLS, number=number[:40]).order_by("id").first()


def _promise(unmailed: Unmailed, now: datetime) -> None:
    """One call tells everything that waits to be told to one person on one ticket."""
    person = Person.objects.get(id=unmailed.person)
    ticket = None
    if unmailed.about_kind == ABOUT_TICKET:
        ticket = Ticket.objects.select_related("customer").get(id=unmailed.about_id)
    waiting = open_call_backs().filter(reason=Reason.MAIL, person=person, ticket=ticket).first()
    if waiting:
        waiting.words = f"{waiting.words}\n\n{unmailed.text}"
        waiting.save(update_fields=["words"])
        return
    newest = Entry.objects.filter(ticket=ticket).aggregate(newest=Max("id"))["newest"]
    CallBack.objects.create(
        ticket=ticket,
        customer=None if ticket else next(iter(customers_of(person)), None),
        reason=Reason.MAIL,
        person=person,
        number=person.phone,
        words=unmailed.text,
        holder=ticket.assignee if ticket else None,
        wanted_at=unmailed.at,
        due_at=unmailed.at + WITHIN[Reason.MAIL],
        next_reminder_at=max(now, unmailed.at + WITHIN[Reason.MAIL]),
        after_entry=newest or 0,
        key=f"unmailed:{unmailed.key}"[:200],
    )


def _above(call_back: CallBack) -> list[Person]:
    """Whose call it is, and the duty manager; without one, whoever stands in."""
    manager = provider().duty_manager
    people = [manager] if manager and manager.is_active else list(standing_in())
    holder = call_back.holder
    if holder and holder.is_active:
        people = [holder, *people]
    return list({each.id: each for each in people}.values())
