"""Pages that did not arrive: whoever was not reached was not told, and the next level is.

A page is the mail and whatever went by the other ways of the same person. It is lost when every
one of them is: refused, or given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from qendra.accounts.actor import SYSTEM
from qendra.escalation.actions.runs import Ascent, ascents_of, know_clock, save_runs
from qendra.escalation.ladder import next_level
from qendra.escalation.models import Step
from qendra.escalation.notices import PAGE, key_of_page, told_nobody_was_there
from qendra.escalation.reaching import about_step
from qendra.escalation.selectors import supervisors
from qendra.lib.prepared import Compiled
from qendra.outbox.models import Message
from qendra.outbox.selectors import dead_messages, messages_about
from qendra.paging.models import Page, Purpose
from qendra.paging.models import State as PageState
from qendra.paging.selectors import living_pages
from qendra.tickets.actions.writing import Write, lock_free
from qendra.tickets.escalation_entries import EscalationPageLost
from qendra.tickets.models import Entry
from qendra.tickets.notices import ABOUT, send_letters
from qendra.tickets.states import WORKS_AGAIN

BATCH = 50
# What is older hurries nobody any more; the other ways' rows are forgotten some day.
RECENT = timedelta(days=14)
_TEXT = TextField()


def note_lost_pages(*, now: datetime) -> int:
    """Note pages that no way delivered, a batch of each kind, each once; how many it were.

    The step to the next level is due at once, where the page was that of the present level.
    Tickets that somebody works on this moment are left for the next time.
    """
    since = now - RECENT
    lost = [*_lost_mails(since=since), *_lost_without_mail(since=since)]
    return sum(_note(key, now) for key in lost)


def _mails(since: datetime) -> QuerySet[Message, tuple[str, int]]:
    """Key and ID of mails that died, with all that went beside them, and were not noted."""
    noted = Entry.objects.filter(key=_joined(Value("escalation-message:"), _id(), Value(":lost")))
    about = _joined(Value("escalation-step:"), _part("key", 2))
    dead = dead_messages().filter(purpose=PAGE, created_at__gt=since)
    lost = dead.exclude(Exists(noted)).exclude(Exists(living_pages().filter(about=about)))
    return lost.order_by("id").values_list("key", "id")[:BATCH]


def _without_mail(since: datetime) -> QuerySet[Page, tuple[str, int]]:
    """The same of steps whose holder has no mail address."""
    noted = Entry.objects.filter(key=_joined(OuterRef("about"), Value(":lost")))
    living = living_pages().filter(about=OuterRef("about"))
    mail_key = _joined(_part("key", 1), Value(":"), _part("key", 2), Value(":"), _part("key", 3))
    dead = Page.objects.filter(purpose=Purpose.STEP, state=PageState.GIVEN_UP, created_at__gt=since)
    lost = dead.exclude(Exists(noted)).exclude(Exists(living))
    lost = lost.exclude(Exists(Message.objects.filter(key=mail_key)))
    found = lost.order_by("id").values_list("key", Value(0, output_field=IntegerField()))
    return found[:BATCH]


def _joined(*parts: Func | Value | OuterRef) -> Concat:
    return Concat(*parts, output_field=_TEXT)


def _id() -> Cast:
    return Cast(OuterRef("id"), _TEXT)


def _part(name: str, number: int) -> Func:
    """A part of a column of the outer query, between colons."""
    return Func(
        OuterRef(name), Value(":"), Value(number), function="split_part", output_field=_TEXT
    )


# Asked in every round of the loop. Django takes ten times as long to write these statements as
# PostgreSQL to find nothing by the small indexes of what died.
_EVER = datetime(1, 1, 1, tzinfo=UTC)
_lost_mails = Compiled(_mails, since=_EVER)
_lost_without_mail = Compiled(_without_mail, since=_EVER)


@transaction.atomic
def _note(lost: tuple[str, int], now: datetime) -> bool:
    page_key, message_id = lost
    step = Step.objects.select_related("run").get(id=int(page_key.split(":")[1]))
    ticket = lock_free(id=step.run.ticket_id)
    about = f"escalation-message:{message_id}" if message_id else about_step(step.id)
    key = f"{about}:lost"
    if ticket is None or Entry.objects.filter(key=key).exists() or _may_arrive(step, ticket.id):
        return False
    (ascent,) = ascents_of([ticket], now)
    write = Write(ticket, actor=SYSTEM, now=ascent.now)
    error = "; ".join(_errors(step, ticket.id))[:500]
    body = EscalationPageLost(
        level=step.level, role=step.role, holder=step.holder_name, error=error
    )
    write.add(body, key=key)
    _hurry(ascent, step)
    save_runs([ascent])
    write.save()
    know_clock([ticket])
    return True


def _mails_of(step: Step, ticket_id: int) -> QuerySet[Message]:
    pages = messages_about(ABOUT, ticket_id).filter(purpose=PAGE)
    return pages.filter(key__startswith=key_of_page(step))


def _may_arrive(step: Step, ticket_id: int) -> bool:
    """Whether any way took the page, or may yet."""
    mails = _mails_of(step, ticket_id).exclude(id__in=dead_messages().values("id"))
    return mails.exists() or living_pages().filter(about=about_step(step.id)).exists()


def _errors(step: Step, ticket_id: int) -> Iterator[str]:
    """What each way said, the mail first."""
    for message in _mails_of(step, ticket_id):
        yield message.last_error
    for page in Page.objects.filter(about=about_step(step.id)).select_related("transport"):
        yield f"{page.transport.name}: {page.last_error}"


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
