"""Transports, what is on its way by them, and how each attempt ended."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.paging.kinds import Kind


class Purpose(models.TextChoices):
    """What a page is for."""

    STEP = "step"
    TEST = "test"
    ANSWER = "answer"


class State(models.TextChoices):
    """Where a page stands: it waits for an attempt, was taken by the other side, or given up.

    Called off: somebody had acknowledged before it left.
    """

    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given_up"
    CALLED_OFF = "called_off"


class Transport(models.Model):
    """One way out of the house as the administrator set it up.

    ``values`` are what its form shows, ``secrets`` the rest, sealed. ``salt`` is that of what is
    derived for it (``qendra.paging.keys``).
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60, unique=True)
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="transport_kind_is_known", condition=Q(kind__in=[str(kind) for kind in Kind])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Way(models.Model):
    """One way to reach somebody besides by mail, in the order in which they like it (``place``).

    ``address`` is stored as ``qendra.paging.keys`` says. It counts once its owner has typed the
    code of a test (``confirmed_at``); ``tries`` counts wrong codes since the last test.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ways")
    transport = models.ForeignKey(Transport, on_delete=models.PROTECT, related_name="ways")
    address = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField()
    only_critical = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Sealed; typed before a key, so that nobody else who picks up the telephone answers.
    pin = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["place", "id"]
        indexes = [models.Index(name="way_of_person", fields=["person", "place"])]

    def __str__(self) -> str:
        return f"way of {self.person_id} by {self.transport_id}"


class Page(models.Model):
    """Words on their way to one address by one transport, until taken or given up.

    ``key`` says what it is: one key, one page, ever. ``about`` is what all pages of the same
    step share, on whatever way (named only: this app knows no tickets). ``address`` is stored as
    ``qendra.paging.keys`` says. ``repeats`` counts attempts whose end nobody knows.
    """

    key = models.CharField(max_length=200, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    about = models.CharField(max_length=100, blank=True)
    transport = models.ForeignKey(Transport, on_delete=models.PROTECT, related_name="pages")
    way = models.ForeignKey(Way, null=True, on_delete=models.SET_NULL, related_name="pages")
    address = models.TextField(blank=True)
    words: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    give_up_after = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    their_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="page_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="page_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="page_ends_once",
                condition=Q(state=State.WAITING, ended_at__isnull=True)
                | Q(~Q(state=State.WAITING), ended_at__isnull=False, lease_until__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="page_due",
                fields=["next_attempt_at", "id"],
                condition=Q(state=State.WAITING),
            ),
            models.Index(name="page_about", fields=["about"]),
            models.Index(name="page_of_transport", fields=["transport", "id"]),
            models.Index(name="page_given_up", fields=["id"], condition=Q(state=State.GIVEN_UP)),
            models.Index(name="page_by_age", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.key


class Attempt(models.Model):
    """How one attempt ended: the status and first words of the answer, or why there was none."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"attempt of page {self.page_id}: {self.status or self.error}"


class Heard(models.Model):
    """What a gateway told us once: an SMS, or the keys that were pressed in a call.

    ``key`` is the transport with the gateway's own ID of it, so that the same never counts twice;
    ``about`` what all of one sender, or of one call, share. ``said`` is what was answered.
    """

    key = models.CharField(max_length=250, unique=True)
    transport = models.ForeignKey(Transport, on_delete=models.PROTECT, related_name="heard")
    about = models.CharField(max_length=120)
    said = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="heard_of_transport", fields=["transport", "at"]),
            models.Index(name="heard_about", fields=["about", "at"]),
            models.Index(name="heard_by_age", fields=["at"]),
        ]

    def __str__(self) -> str:
        return self.key
