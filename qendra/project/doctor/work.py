"""The work: whether the worker lives, what waits, what was given up, when we last backed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qendra.intake.email.models import RawMail
from qendra.intake.email.models import State as MailState
from qendra.jobs.actions import BACKUP
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.lib.moments import relative
from qendra.outbox.models import Message
from qendra.outbox.models import State as MessageState
from qendra.project.doctor.finding import Finding

# The longest batch of a loop takes 90 seconds.
LONGEST_SILENCE = timedelta(minutes=3)
LONGEST_WAIT = timedelta(minutes=15)
OLDEST_BACKUP = timedelta(hours=26)


def loops(now: datetime) -> Iterator[Finding]:
    """One finding for each loop of the worker: how long ago a round of it ended well."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    for name in LOOPS:
        at = beats.get(name)
        if at is None:
            sentence = _("The loop %(name)s has never run.") % {"name": name}
            yield Finding(f"loop {name}", sentence, _start_worker())
            continue
        sentence = _("The last good round of the loop %(name)s: %(when)s.")
        told = {"name": name, "when": relative(min(at, now), now)}
        is_alive = now - at <= LONGEST_SILENCE
        yield Finding(f"loop {name}", sentence % told, "" if is_alive else _start_worker())


def outbox(now: datetime) -> Finding:
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = _("Messages that wait in the outbox: %(waiting)d, of these overdue: %(late)d.")
    told = {"waiting": waiting.count(), "late": late}
    return Finding("outbox", sentence % told, _start_worker() if late else "")


def inbox(now: datetime) -> Finding:
    waiting = RawMail.objects.filter(state=MailState.RECEIVED)
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = _("Mails that wait to be read: %(waiting)d, of these overdue: %(late)d.")
    told = {"waiting": waiting.count(), "late": late}
    return Finding("inbox", sentence % told, _start_worker() if late else "")


def dead_letters() -> Finding:
    out = Message.objects.filter(state=MessageState.DEAD).count()
    failed = RawMail.objects.filter(state=MailState.FAILED).count()
    sentence = _("Messages that could not be sent: %(out)d; mails that could not be read: %(in)d.")
    remedy = _("Look at them at the desk, and call whoever has waited for them.")
    told = {"out": out, "in": failed}
    return Finding("dead-letters", sentence % told, remedy if out or failed else "")


def backup(now: datetime) -> Finding:
    remedy = _("Run qendra backup every night.")
    at = Heartbeat.objects.filter(name=BACKUP).values_list("at", flat=True).first()
    if at is None:
        return Finding("backup", _("There has never been a backup."), remedy)
    sentence = _("The last backup: %(when)s.") % {"when": relative(min(at, now), now)}
    return Finding("backup", sentence, "" if now - at <= OLDEST_BACKUP else remedy)


def _start_worker() -> str:
    return _("Start qendra worker; if it runs, its log says what is wrong.")
