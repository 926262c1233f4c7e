"""Pages that did not arrive: whoever was not reached was not told, and the next level is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from qendra.accounts.actor import SYSTEM
from qendra.escalation.actions.runs import Ascent, ascents_of, know_clock, save_runs
from qendra.escalation.ladder import next_level
from qendra.escalation.models import Step
from qendra.escalation.notices import PAGE, key_of_page, told_nobody_was_there
from qendra.escalation.selectors import supervisors
from qendra.outbox.models import Message
from qendra.outbox.selectors import dead_messages, messages_about
from qendra.tickets.actions.writing import Write, lock_free
from qendra.tickets.escalation_entries import EscalationPageLost
from qendra.tickets.models import Entry
from qendra.tickets.notices import ABOUT, send_letters
from qendra.tickets.states import WORKS_AGAIN

BATCH = 50


def note_lost_pages(*, now: datetime, limit: int = BATCH) -> int:
    """Note up to ``limit`` pages that no channel delivered, each once; how many it were.

    The step to the next level is due at once, where the page was that of the present level.
    Tickets that somebody works on this moment are left for the next time.
    """
    lost = list(_not_noted()[:limit])
    return sum(_note(message, now) for message in lost)


def _not_noted() -> QuerySet[Message]:
    text = TextField()
    parts = (Value("escalation-message:"), Cast(OuterRef("id"), text), Value(":lost"))
    key = Concat(*parts, output_field=text)
    noted = Entry.objects.filter(key=key)
    return dead_messages().filter(purpose=PAGE).exclude(Exists(noted)).order_by("id")


@transaction.atomic
def _note(message: Message, now: datetime) -> bool:
    ticket = lock_free(id=message.about_id)
    key = f"escalation-message:{message.id}:lost"
    if ticket is None or Entry.objects.filter(key=key).exists():
        return False
    step = Step.objects.get(id=int(message.key.split(":")[1]))
    pages = messages_about(ABOUT, ticket.id).filter(purpose=PAGE)
    mails = pages.filter(key__startswith=key_of_page(step))
    if mails.exclude(id__in=dead_messages().values("id")).exists():
        return False
    (ascent,) = ascents_of([ticket], now)
    write = Write(ticket, actor=SYSTEM, now=ascent.now)
    body = EscalationPageLost(
        level=step.level, role=step.role, holder=step.holder_name, error=message.last_error
    )
    write.add(body, key=key)
    _hurry(ascent, step)
    save_runs([ascent])
    write.save()
    know_clock([ticket])
    return True


def _hurry(ascent: Ascent, step: Step) -> None:
    """Nobody waits for the answer of somebody who was not asked."""
    run = ascent.run
    if run.paged_at is None or (step.level, step.round) != (run.level, run.round):
        return
    run.page_lost = True
    ascent.find_next_step()
    is_over = run.ticket.state in WORKS_AGAIN
    if not is_over and next_level(run.ladder, run.passed) is None:
        send_letters(told_nobody_was_there(run.ticket, run, supervisors()), ascent.now)
