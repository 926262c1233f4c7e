"""Answers to pages by SMS and on the keys of a telephone: each heard once, done, and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.escalation.actions.answering import answer_page
from qendra.escalation.addresses import ACKNOWLEDGE_WITHIN
from qendra.escalation.answers import KEYS, Word, short_answer_in
from qendra.escalation.models import Step
from qendra.escalation.selectors import step_answered_by, step_to_answer
from qendra.intake.gateway.reading import Posted
from qendra.lib.errors import Refused
from qendra.paging.actions.queueing import NewPage, queue_pages
from qendra.paging.keys import pin_of
from qendra.paging.messages import Words
from qendra.paging.models import Heard, Page, Purpose, Transport
from qendra.paging.selectors import owners_of_number
from qendra.paging.sms import one_sms

# So much of one transport in a minute, of one number in an hour, and tries in one call.
MOST_A_MINUTE, MOST_A_NUMBER, MOST_TRIES = 60, 20, 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What the telephone says back. ``again``: it asks for keys once more."""

    text: str
    language: str
    again: bool = False


def is_too_much(*, transport: Transport, now: datetime) -> bool:
    """Whether this gateway posts more than anybody could write."""
    minute = Heard.objects.filter(transport=transport, at__gt=now - timedelta(minutes=1))
    return minute.count() >= MOST_A_MINUTE


@transaction.atomic
def hear_sms(*, now: datetime, transport: Transport, posted: Posted) -> str:
    """Do what an SMS says, once by its ID, and answer it by SMS; what was answered.

    From a number that is nobody's nothing is done, and it is not answered.
    """
    about = f"sms:{posted.sender}"
    heard, is_new = Heard.objects.get_or_create(
        key=f"{transport.id}:sms:{posted.id}",
        defaults={"transport": transport, "about": about, "at": now},
    )
    owners = owners_of_number(posted.sender) if posted.sender else []
    hour = Heard.objects.filter(about=about, at__gt=now - timedelta(hours=1))
    if not is_new or not owners or hour.count() > MOST_A_NUMBER:
        return heard.said
    heard.said, heard.is_done = _sms_done(owners, posted, heard, now)
    heard.save(update_fields=["said", "is_done"])
    _answer(transport, posted.sender, heard, now)
    return heard.said


@transaction.atomic
def hear_digits(*, now: datetime, page: Page, posted: Posted) -> Reply:
    """Do what the keys of a call say, once; what the telephone says back.

    Wrong ones are asked for again, three times at most.
    """
    about, language = f"call:{page.transport_id}:{posted.id}", str(page.words["say_in"])
    heard, is_new = Heard.objects.get_or_create(
        key=f"{about}:{posted.text}"[:250],
        defaults={"transport": page.transport, "about": about, "at": now},
    )
    with translation.override(language):
        if is_new:
            heard.said, heard.is_done = _keys_done(page, posted, heard, now)
            heard.save(update_fields=["said", "is_done"])
        tries = Heard.objects.filter(about=about).count()
        again = not heard.is_done and tries < MOST_TRIES
        said = heard.said if heard.is_done or again else f"{heard.said} {_('Goodbye.')}"
    return Reply(said, language, again)


def _sms_done(
    owners: list[Person], posted: Posted, heard: Heard, now: datetime
) -> tuple[str, bool]:
    answer = short_answer_in(posted.text)
    ids = [person.id for person in owners]
    step = step_answered_by(ids, answer.code, now) if answer else None
    language = step.holder.language if step else owners[0].language
    with translation.override(language):
        if answer is None:
            return _("We did not understand. Write ACK, TAKE or ESCALATE, then the code."), False
        if step is None:
            return _("There is no page of yours with the code %(code)s.") % {
                "code": answer.code
            }, False
        return _done(step, answer.word, answer.words, heard, now), True


def _keys_done(page: Page, posted: Posted, heard: Heard, now: datetime) -> tuple[str, bool]:
    step = step_to_answer(int(page.about.rpartition(":")[2]))
    pin = pin_of(page.way)
    word = KEYS.get(posted.text.removeprefix(pin)) if posted.text.startswith(pin) else None
    if word is Word.CALLED and (step is None or not _waits_for_call(step)):
        word = None
    if word is None:
        return _("This was not understood."), False
    if step is None or now >= step.at + ACKNOWLEDGE_WITHIN or not step.holder.is_active:
        return _("This page is over."), True
    # The customer reads it, so that it is in English.
    with translation.override("en"):
        reason = _("Sent up on the telephone by the person of the level.")
    return _done(step, word, reason, heard, now), True


def _done(step: Step, word: Word, reason: str, heard: Heard, now: datetime) -> str:
    """What was done, or why not; what was begun and refused leaves nothing behind."""
    try:
        with transaction.atomic():
            return answer_page(
                actor=Actor(step.holder, Channel.PHONE),
                now=now,
                step=step,
                word=word,
                reason=reason,
                key=f"heard:{heard.id}",
            )
    except Refused as refusal:
        return str(refusal)


def _waits_for_call(step: Step) -> bool:
    return step.run.ticket.escalation_requests.filter(call_back=True).exists()


def _answer(transport: Transport, number: str, heard: Heard, now: datetime) -> None:
    words = Words(title=heard.said, text=heard.said, short=one_sms("", heard.said, ""))
    page = NewPage(
        key=f"answer:{heard.id}",
        purpose=Purpose.ANSWER,
        transport=transport,
        address=number,
        words=words,
    )
    queue_pages(now=now, pages=[page])
