"""What is wrong at this moment, as seen from outside the worker."""

from __future__ import annotations

import http.client
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from django.conf import settings
from django.db import connections
from django.db.models import Min, QuerySet

from qendra.escalation.models import Run
from qendra.intake.email.models import RawMail
from qendra.intake.email.models import State as MailState
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.lib.moments import span
from qendra.outbox.models import Message
from qendra.outbox.models import State as MessageState
from qendra.project.cli.sentences import sentence_for
from qendra.project.probes import READY
from qendra.project.watch.rules import DATABASE, WEB, Troubles

LONGEST_SILENCE = timedelta(minutes=2)
LONGEST_IN_OUTBOX = timedelta(minutes=10)
LONGEST_IN_INBOX = timedelta(minutes=5)
LATEST_STEP = timedelta(minutes=5)
# Seconds that the database has for all answers together, and the pages for theirs.
PATIENCE = 10
# Bytes of what the pages say; more is no sentence of ours.
LONGEST_ANSWER = 200


def look(now: datetime) -> Troubles:
    """Everything that is wrong; of the work only when the database answers. Main thread only."""
    return dict(_of_web()) | _of_database(now)


def _of_database(now: datetime) -> dict[str, str]:
    try:
        with within(PATIENCE):
            return dict(_of_work(now))
    except Exception as error:  # noqa: BLE001 (whatever keeps us from looking is a trouble)
        return {DATABASE: sentence_for(error)[0]}


def _of_work(now: datetime) -> Iterator[tuple[str, str]]:
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    for name in LOOPS:
        if name not in beats:
            yield f"loop {name}", f"The loop {name} of the worker has never run."
        elif now - beats[name] > LONGEST_SILENCE:
            still = span((now - beats[name]).total_seconds())
            yield f"loop {name}", f"The loop {name} of the worker has stood still for {still}."
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    if late := _lateness(waiting, "next_attempt_at", now, LONGEST_IN_OUTBOX):
        yield "outbox", f"A message in the outbox has been due for {late}."
    unread = RawMail.objects.filter(state=MailState.RECEIVED)
    if late := _lateness(unread, "next_attempt_at", now, LONGEST_IN_INBOX):
        yield "inbox", f"A mail has waited for {late} to be read."
    if late := _lateness(Run.objects.all(), "next_step_at", now, LATEST_STEP):
        yield "escalation", f"A step of escalation is overdue by {late}."


def _lateness(rows: QuerySet[Any], column: str, now: datetime, allowed: timedelta) -> str:
    """How late the earliest is, when it is later than allowed; else nothing."""
    earliest: datetime | None = rows.aggregate(earliest=Min(column))["earliest"]
    is_late = earliest is not None and now - earliest > allowed
    return span((now - earliest).total_seconds()) if earliest and is_late else ""


def _of_web() -> Iterator[tuple[str, str]]:
    url = f"{settings.BASE_URL}/readyz"
    # Straight there, whatever proxy the environment names.
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(url, timeout=PATIENCE) as answer:
            said, code = answer.read(LONGEST_ANSWER), answer.status
    except HTTPError as error:
        with error:
            said, code = error.read(LONGEST_ANSWER), error.code
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield WEB, f"The pages at {url} do not answer ({reason})."
        return
    words = " ".join(said.decode(errors="replace").split())
    if words != READY:
        yield WEB, f"The pages at {url} answer {code}: {words}"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """TimeoutError when what is inside takes longer, also while it waits for a frozen server."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"The database did not answer within {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def hang_up() -> None:
    """Each look asks anew whether the database takes connections."""
    connections.close_all()
