"""A ticket, its append-only timeline, and the words and files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from qendra.accounts.models import Person, Team
from qendra.catalogue.models import Customer, Service
from qendra.files.models import StoredFile
from qendra.sla.models import ServiceLevel
from qendra.tickets import states
from qendra.tickets.constraints import TICKET_CONSTRAINTS
from qendra.tickets.entries import Body, decode
from qendra.tickets.matrix_models import PriorityMatrix
from qendra.tickets.names import (
    IMPACT_NAMES,
    KIND_NAMES,
    PRIORITY_NAMES,
    REACH_NAMES,
    STATE_NAMES,
    URGENCY_NAMES,
)
from qendra.tickets.priority import Priority
from qendra.tickets.states import State

__all__ = ["IMPACT_NAMES", "KIND_NAMES", "PRIORITY_NAMES", "REACH_NAMES", "STATE_NAMES",
           "URGENCY_NAMES", "PriorityMatrix"]  # fmt: skip

OPEN = Q(closed_at__isnull=True)


def _open(name: str, *first: str, include: Sequence[str] = ()) -> models.Index:
    """An index of the open tickets alone, in the order of a list."""
    return models.Index(name=name, fields=[*first, "id"], include=include, condition=OPEN)


class Ticket(models.Model):
    """One case of one customer: a fault or a request.

    Every column up to ``took_in`` is what ``fold`` makes of the timeline; the deadlines
    are what the clock makes of it. They are kept here to be found by, never to be edited.
    """

    number = models.CharField(max_length=9, unique=True)
    # What the report came in with, so that the same one never opens two tickets.
    intake_key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=KIND_NAMES)
    # Relations without an index of their own: one below begins with them, or nobody asks by them.
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    service = models.ForeignKey(
        Service, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    service_level = models.ForeignKey(
        ServiceLevel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reporter = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="reported_tickets"
    )
    impact = models.CharField(max_length=30, null=True, choices=IMPACT_NAMES)
    urgency = models.CharField(max_length=10, choices=URGENCY_NAMES)
    priority = models.CharField(max_length=10, choices=PRIORITY_NAMES)
    # The version of the priority matrix that the priority was computed by.
    matrix_version = models.PositiveIntegerField(default=1, db_default=1)
    # How far a fault reaches, where somebody said so or other faults showed it; nothing else.
    reach = models.CharField(max_length=10, null=True, choices=REACH_NAMES)
    # Faults beside it have not been looked at since it came in or changed.
    reach_due = models.BooleanField(default=False, db_default=False)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=STATE_NAMES)
    state_since = models.DateTimeField()
    team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    assignee = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        related_name="assigned_tickets",
        db_index=False,
    )
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    customer_wrote_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    # Deferral by agreement (P5): how many were proposed; which party waits for an answer of the
    # other; until when is proposed, or agreed. One open proposal at most, for it stands here.
    deferrals = models.PositiveSmallIntegerField(default=0, db_default=0)
    deferral_by = models.CharField(max_length=10, blank=True, default="", db_default="")
    deferral_until = models.DateTimeField(null=True)
    # The level of the escalation matrix whose holder has it; 0: none yet.
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    restored_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_timer_at = models.DateTimeField(null=True)
    # Where it goes on, since it was merged; and how many others were merged into this one.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    took_in = models.PositiveSmallIntegerField(default=0, db_default=0)
    # The clock's answers; null: stands still, met, or ended.
    response_due_at = models.DateTimeField(null=True)
    repair_due_at = models.DateTimeField(null=True)
    update_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # Set with every change of the clock's facts; escalation clears it after re-reading them.
    clock_changed = models.BooleanField(default=True)

    version = models.PositiveIntegerField(default=1)
    # The newest version that a form drawn before it crosses with: see ``Write._crosses``.
    crossing_version = models.PositiveIntegerField(default=1, db_default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = TICKET_CONSTRAINTS
        indexes = [
            models.Index(
                name="ticket_timer_due",
                fields=["next_timer_at"],
                condition=Q(next_timer_at__isnull=False),
            ),
            models.Index(
                name="ticket_clock_changed", fields=["id"], condition=Q(clock_changed=True)
            ),
            models.Index(
                name="ticket_merged_into",
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(name="ticket_reach_due", fields=["id"], condition=Q(reach_due=True)),
            _open("ticket_open_by_due", "due_at"),
            _open("ticket_open_by_opening", "opened_at"),
            models.Index(
                name="ticket_open_escalated",
                fields=["due_at", "id"],
                condition=OPEN & Q(level__gte=1),
            ),
            _open("ticket_open_by_word", "customer_wrote_at"),
            _open("ticket_open_by_assignee", "assignee", "due_at"),
            _open("ticket_open_by_team", "team", "due_at"),
            _open("ticket_open_by_state", "state", "due_at"),
            _open("ticket_open_of_customer", "customer", "due_at"),
            # The panel counts a service's tickets of one customer, and reads no ticket for it.
            _open("ticket_open_of_service", "service", "due_at", include=["customer"]),
            models.Index(name="ticket_of_customer", fields=["customer", "-opened_at", "-id"]),
            models.Index(name="ticket_of_service", fields=["service", "-opened_at", "-id"]),
            models.Index(name="ticket_by_opening", fields=["-opened_at", "-id"]),
            # Words in no language: the same in every installation.
            GinIndex(SearchVector("subject", config="simple"), name="ticket_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN

    # The names in the reader's language; Django's own way translates all names to find the one.
    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[State(self.state)])

    @property
    def priority_name(self) -> str:
        return str(PRIORITY_NAMES[Priority(self.priority)])

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def is_provisional(self) -> bool:
        """The priority rests on an impact that nobody has stated yet (P1)."""
        return self.kind == "fault" and self.impact is None


class Entry(models.Model):
    """One thing that happened to a ticket. Append-only: the database refuses changes.

    ``at`` is when it happened, ``recorded_at`` and ``id`` are the order. The audience names
    who may read it besides the staff: empty means internal.
    """

    CUSTOMER = "customer"

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField(default=1)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="timeline_entries"
    )
    channel = models.CharField(max_length=10)
    audience: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=20), default=list
    )
    # What must never happen twice carries a key (a mail, a form, a step).
    key = models.CharField(max_length=200, unique=True, null=True)

    # The attachments with their files, where selectors.timeline read the entry.
    files: list[Attachment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_is_never_in_the_future", condition=Q(at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(
                name="entry_audience_is_known", condition=Q(audience__contained_by=["customer"])
            ),
        ]
        indexes = [models.Index(name="entry_of_ticket", fields=["ticket", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"

    @property
    def body(self) -> Body:
        return decode(self.kind, self.version, self.data)

    @property
    def is_internal(self) -> bool:
        return not self.audience


class News(models.Model):
    """An entry that no loop has passed on yet; a loop takes it off the list.

    A list of its own, because entries written at the same time become visible out of the
    order of their IDs: who asked for all after the last one seen would lose some.
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"news of entry {self.entry_id}"


class EntryText(models.Model):
    """The words of an entry: beside it, so that they can be redacted and the record stays.

    ``history`` is what a mail quoted below the new words.
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.PROTECT, related_name="words"
    )
    text = models.TextField()
    history = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:80]


class Attachment(models.Model):
    """A file that came with an entry, under the name it had."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(name="attachment_of_entry", fields=["entry"])]

    def __str__(self) -> str:
        return self.filename
