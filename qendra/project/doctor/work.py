"""The work: whether the worker lives, what waits, what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from qendra.intake.email.models import RawMail
from qendra.intake.email.models import State as MailState
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.outbox.models import Message
from qendra.outbox.models import State as MessageState
from qendra.project.doctor.finding import Finding, duration

# The longest batch of a loop takes 90 seconds.
LONGEST_SILENCE = timedelta(minutes=3)
LONGEST_WAIT = timedelta(minutes=15)
START_WORKER = "Start qendra worker; if it runs, its log says what is wrong."


def loops(now: datetime) -> Iterator[Finding]:
    """One finding for each loop of the worker: how long ago a round of it ended well."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    for name in LOOPS:
        at = beats.get(name)
        if at is None:
            yield Finding(f"loop {name}", f"The loop {name} has never run.", START_WORKER)
            continue
        silence = now - at
        sentence = f"The loop {name} ran {duration(max(silence.total_seconds(), 0))} ago."
        is_alive = silence <= LONGEST_SILENCE
        yield Finding(f"loop {name}", sentence, "" if is_alive else START_WORKER)


def outbox(now: datetime) -> Finding:
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = f"{waiting.count()} messages wait in the outbox, {late} of them overdue."
    return Finding("outbox", sentence, START_WORKER if late else "")


def inbox(now: datetime) -> Finding:
    waiting = RawMail.objects.filter(state=MailState.RECEIVED)
    late = waiting.filter(next_attempt_at__lt=now - LONGEST_WAIT).count()
    sentence = f"{waiting.count()} mails wait to be read, {late} of them overdue."
    return Finding("inbox", sentence, START_WORKER if late else "")


def dead_letters() -> Finding:
    out = Message.objects.filter(state=MessageState.DEAD).count()
    failed = RawMail.objects.filter(state=MailState.FAILED).count()
    sentence = f"{out} messages could not be sent, {failed} mails could not be read."
    remedy = "Look at them at the desk, and call whoever has waited for them."
    return Finding("dead-letters", sentence, remedy if out or failed else "")
