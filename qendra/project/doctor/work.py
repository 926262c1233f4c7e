"""The work: whether the worker lives, what waits, what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qendra.intake.email.models import RawMail
from qendra.intake.email.models import State as MailState
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.lib.moments import relative
from qendra.outbox.models import Message
from qendra.outbox.models import State as MessageState
from qendra.project.doctor.finding import Finding

# The longest batch of a loop takes 90 seconds.
LONGEST_SILENCE = timedelta(minutes=3)
LONGEST_WAIT = timedelta(minutes=15)


def loops(now: datetime) -> Iterator[Finding]:
    """One finding for each loop of the worker: how long ago a round of it ended well."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    for name in LOOPS:
        at = beats.get(name)
        if at is None:
            sentence = _("The loop %(name)s has never run.") % {"name": name}
            yield Finding(f"loop {name}", sentence, start_worker())
            continue
        sentence = _("The last good round of the loop %(name)s: %(when)s.")
        told = {"name": name, "when": relative(min(at, now), now)}
        is_alive = now - at <= LONGEST_SILENCE
        yield Finding(f"loop {name}", sentence % told, "" if is_alive else start_worker())


def outbox(now: datetime) -> Finding:
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = _("Messages that wait in the outbox: %(waiting)d, of these overdue: %(late)d.")
    told = {"waiting": waiting.count(), "late": late}
    return Finding("outbox", sentence % told, start_worker() if late else "")


def inbox(now: datetime) -> Finding:
    waiting = RawMail.objects.filter(state=MailState.RECEIVED)
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = _("Mails that wait to be read: %(waiting)d, of these overdue: %(late)d.")
    told = {"waiting": waiting.count(), "late": late}
    return Finding("inbox", sentence % told, start_worker() if late else "")


def dead_letters() -> Finding:
    out = Message.objects.filter(state=MessageState.DEAD).count()
    failed = RawMail.objects.filter(state=MailState.FAILED).count()
    sentence = _("Messages that could not be sent: %(out)d; mails that could not be read: %(in)d.")
    remedy = _("Look at them at the desk, and call whoever has waited for them.")
    told = {"out": out, "in": failed}
    return Finding("dead-letters", sentence % told, remedy if out or failed else "")


def start_worker() -> str:
    """The remedy for whatever only the worker does."""
    return _("Start qendra worker; if it runs, its log says what is wrong.")
