"""Runs, steps and requests of tickets."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qendra.accounts.actor import Channel
from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.escalation import ladder
from qendra.escalation.matrix_models import Level, Matrix
from qendra.tickets.models import Ticket

__all__ = ["Cause", "Level", "Matrix", "Outcome", "Reason", "Request", "Run", "Step"]


class Run(models.Model):
    """One ticket's way through its ladder, a frozen copy of the matrix of its service.

    ``level`` is the highest level whose holder was told, ``passed`` the highest one taken or
    skipped; 0: none yet. ``service`` is the one that the copy was made for. ``next_step_at``
    is null while nothing comes by itself, ``next_cause`` why it comes,
    ``held_until`` before when its holder lets no step come by age.

    ``paged_at`` is since when the present level's page waits to be acknowledged (null: nothing
    waits), ``page_lost`` that it could not be delivered, ``repeats`` how often it came again,
    ``round`` that of the next step.
    ``is_unheard``: nobody stands above, and nobody has it.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="escalation_run")
    matrix = models.ForeignKey(Matrix, null=True, on_delete=models.PROTECT, related_name="runs")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    frozen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    level = models.PositiveSmallIntegerField(default=0)
    passed = models.PositiveSmallIntegerField(default=0)
    last_step_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)
    page_lost = models.BooleanField(default=False, db_default=False)
    next_cause = models.CharField(max_length=10, default="age", db_default="age")
    held_until = models.DateTimeField(null=True)
    paged_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    repeats = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_unheard = models.BooleanField(default=False, db_default=False)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="run_level_was_passed", condition=Q(level__lte=F("passed"))
            ),
            models.CheckConstraint(
                name="run_has_a_level_after_a_step",
                condition=Q(level=0, last_step_at__isnull=True)
                | Q(level__gte=1, last_step_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="run_step_due",
                fields=["next_step_at", "id"],
                condition=Q(next_step_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"run of ticket {self.ticket_id} at level {self.level}"

    @property
    def ladder(self) -> ladder.Ladder:
        # Asked for a dozen times in each step; a frozen ladder is replaced, never changed.
        known = self.__dict__.get("_known_ladder")
        if known is None or known[0] is not self.frozen:
            known = self.__dict__["_known_ladder"] = (self.frozen, _ladder(json.dumps(self.frozen)))
        return known[1]


@lru_cache(maxsize=1000)
def _ladder(frozen: str) -> ladder.Ladder:
    """Thousands of runs keep a copy of the same few ladders."""
    return ladder.from_json(json.loads(frozen))


class Cause(models.TextChoices):
    """Why a step was taken: the ticket's age (E3), or somebody's request (E2, E4).

    ``response``, ``repair``, ``reopened``: a condition of the matrix made it earlier.
    ``unanswered``: the level below did not acknowledge in time. ``unreached``: its page could not
    be delivered. ``repeat``: the last level did not acknowledge. ``lowered``: the holder of the
    level above gave the ticket back. ``staff``: somebody of ours sent it up.
    """

    AGE = "age"
    RESPONSE = "response"
    REPAIR = "repair"
    REOPENED = "reopened"
    REQUEST = "request"
    UNANSWERED = "unanswered"
    UNREACHED = "unreached"
    REPEAT = "repeat"
    LOWERED = "lowered"
    STAFF = "staff"


class Step(models.Model):
    """The run reached a level and its holder was told; it happens once and is never undone.

    ``round`` is 1 until a level is told again: its page is repeated, goes to a
    successor, or the ticket comes back from above.
    Only the acknowledgement is written later.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    ladder = models.CharField(max_length=10, default=ladder.AGE)
    level = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    at = models.DateTimeField()
    role = models.CharField(max_length=100)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="step_happens_once", fields=["run", "ladder", "level", "round"]
            ),
            models.CheckConstraint(name="step_ladder_is_known", condition=Q(ladder=ladder.AGE)),
            models.CheckConstraint(
                name="step_level_and_round_from_one", condition=Q(level__gte=1, round__gte=1)
            ),
            models.CheckConstraint(name="step_cause_is_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="step_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__gte=F("at"), acknowledged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level} of run {self.run_id}"


class Outcome(models.TextChoices):
    """What a request did: a step, or a reminder to the present holder."""

    STEPPED = "stepped"
    REMINDED = "reminded"


class Reason(models.TextChoices):
    """Why somebody asks, as they choose it (E2); their words say the rest."""

    NO_PROGRESS = "no_progress", _("The repair does not progress")
    RESPONSE_MISSED = "response_missed", _("The response time was missed")
    REPAIR_MISSED = "repair_missed", _("The repair time was missed")
    UNHAPPY = "unhappy", _("I am not satisfied with the answer")
    OTHER = "other", _("Something else")


class Request(models.Model):
    """Somebody asked for an escalation (E2, E4).

    ``answer_due_at`` is until when we promised to answer; null: before there was such a promise.

    ``person`` is who asked, also when staff wrote it down on the telephone. ``key`` names the
    asking itself, so that the same one never counts twice.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="escalation_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=20, choices=Reason.choices, default=Reason.OTHER, db_default="other"
    )
    reason = models.TextField(blank=True)
    answer_due_at = models.DateTimeField(null=True)
    call_back = models.BooleanField(default=False)
    number = models.CharField(max_length=40, blank=True, default="", db_default="")
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="request_kind_is_known", condition=Q(kind__in=Reason.values)
            ),
            models.CheckConstraint(
                name="request_channel_is_known",
                condition=Q(channel__in=[str(channel) for channel in Channel]),
            ),
        ]
        indexes = [models.Index(name="request_of_ticket", fields=["ticket", "id"])]

    def __str__(self) -> str:
        return f"request of {self.person_id} on ticket {self.ticket_id}"
