"""What is measured: of the database, as all web processes see it alike.

Nothing is counted in the process: each scrape may meet another one. Every query is answered
from what waits or is open; the totals are the highest keys, found at the end of an index.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.utils import DatabaseError, InterfaceError

from qendra.escalation.models import Run, Step
from qendra.escalation.selectors import escalated_tickets
from qendra.intake.email.models import RawMail
from qendra.intake.email.models import State as MailState
from qendra.jobs.actions import BACKUP
from qendra.jobs.models import Heartbeat
from qendra.outbox.models import Message
from qendra.outbox.models import State as MessageState
from qendra.outbox.selectors import dead_messages
from qendra.project.metrics.exposition import Metric, counter, gauge, gauges
from qendra.project.schema import pending_migrations
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.priority import Priority
from qendra.tickets.states import OPEN

TOTALS: Mapping[str, tuple[QuerySet[Any], str]] = {
    "tickets": (Ticket.objects.all(), "Tickets opened."),
    "entries": (Entry.objects.all(), "Entries of timelines written."),
    "escalation_steps": (Step.objects.all(), "Steps of escalation taken."),
    "messages": (Message.objects.all(), "Messages queued in the outbox."),
    "mails": (RawMail.objects.all(), "Mails taken in."),
}


def figures(now: datetime) -> list[Metric]:
    """All metrics; without a database that is up to date only that it is not, and versions."""
    try:
        of_database = [] if pending_migrations() else list(_of_database(now))
    except (DatabaseError, InterfaceError):
        of_database = []
    told = "1 when the database is reachable and up to date, as /readyz says; else 0."
    return [gauge("qendra_ready", told, bool(of_database)), _versions(), *of_database]


def _versions() -> Metric:
    labels = {
        "version": version("qendra"),
        "python": platform.python_version(),
        "django": version("django"),
    }
    return gauges("qendra_build_info", "1, with the versions as labels.", [(1, labels)])


def _of_database(now: datetime) -> Iterator[Metric]:
    yield from _of_tickets(now)
    yield from _of_escalation(now)
    yield from _of_outbox(now)
    yield from _of_inbox(now)
    yield from _of_signs_of_life()
    for name, (rows, about) in TOTALS.items():
        highest = rows.aggregate(highest=Max("id"))["highest"]
        yield counter(f"qendra_{name}_total", about, highest or 0)


def _of_tickets(now: datetime) -> Iterator[Metric]:
    rows = (
        Ticket.objects.filter(closed_at__isnull=True)
        .values("priority", "state")
        .annotate(count=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
        .values_list("priority", "state", "count", "late")
    )
    counts, overdue = Counter[tuple[str, str]](), Counter[str]()
    for priority, state, count, late in rows:
        counts[priority, state] += count
        overdue[priority] += late
    yield gauges(
        "qendra_tickets_open",
        "Open tickets.",
        [
            (counts[priority, state], {"priority": priority, "state": state})
            for priority in Priority
            for state in sorted(OPEN)
        ],
    )
    yield gauges(
        "qendra_tickets_overdue",
        "Open tickets past their next deadline.",
        [(overdue[priority], {"priority": priority}) for priority in Priority],
    )


def _of_escalation(now: datetime) -> Iterator[Metric]:
    yield gauge(
        "qendra_tickets_escalated",
        "Open tickets on level 1 or higher.",
        escalated_tickets().count(),
    )
    late = _oldest(Run.objects.filter(next_step_at__lt=now), "next_step_at", now)
    about = "How long the next step of escalation is overdue; 0 when none is."
    yield gauge("qendra_escalation_overdue_seconds", about, late)


def _of_outbox(now: datetime) -> Iterator[Metric]:
    waiting = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    late = _oldest(waiting.filter(next_attempt_at__lt=now), "next_attempt_at", now)
    yield gauge("qendra_outbox_waiting", "Messages that wait or are being sent.", waiting.count())
    about = "How long the oldest message that is due has been due; 0 when none is."
    yield gauge("qendra_outbox_overdue_seconds", about, late)
    about = "Messages that were given up and wait for a person."
    yield gauge("qendra_outbox_dead", about, dead_messages().count())


def _of_inbox(now: datetime) -> Iterator[Metric]:
    waiting = RawMail.objects.filter(state=MailState.RECEIVED)
    late = _oldest(waiting.filter(next_attempt_at__lt=now), "next_attempt_at", now)
    yield gauge("qendra_inbox_waiting", "Mails that wait to be read.", waiting.count())
    about = "How long the oldest mail that is due has been due; 0 when none is."
    yield gauge("qendra_inbox_overdue_seconds", about, late)
    for_people = RawMail.objects.filter(state__in=[MailState.TRIAGE, MailState.FAILED])
    counts = for_people.aggregate(
        all=Count("id"), failed=Count("id", filter=Q(state=MailState.FAILED))
    )
    yield gauge("qendra_inbox_triage", "Mails that wait for a person.", counts["all"])
    yield gauge("qendra_inbox_failed", "Of these, mails that could not be read.", counts["failed"])


def _of_signs_of_life() -> Iterator[Metric]:
    beats = {name: at.timestamp() for name, at in Heartbeat.objects.values_list("name", "at")}
    backup = beats.pop(BACKUP, None)
    yield gauges(
        "qendra_loop_last_round_timestamp_seconds",
        "When a round of this loop of the worker last ended well.",
        [(at, {"loop": name}) for name, at in sorted(beats.items())],
    )
    yield gauges(
        "qendra_backup_last_timestamp_seconds",
        "When the last complete backup was made; missing when there was none.",
        [] if backup is None else [(backup, {})],
    )


def _oldest(rows: QuerySet[Any], column: str, now: datetime) -> float:
    """Seconds since the smallest moment in this column; 0 without rows."""
    oldest: datetime | None = rows.aggregate(oldest=Min(column))["oldest"]
    return (now - oldest).total_seconds() if oldest else 0.0
