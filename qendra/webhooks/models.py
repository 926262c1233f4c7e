"""Webhooks, what is on its way to their receivers, and how each attempt ended."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.tickets.models import Entry


class Because(models.TextChoices):
    """Why a webhook is disabled: its owner said so, its receiver took nothing, or is gone."""

    OWNER = "owner"
    FAILING = "failing"
    GONE = "gone"


class State(models.TextChoices):
    """Where a delivery stands; withheld: its owner may not read the entry any more."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    WITHHELD = "withheld"


class Webhook(models.Model):
    """An address that is told of timeline entries: with ``customer`` of this one only.

    It reads with the rights that its owner has at the moment of each delivery. ``kinds`` are
    those of entries, none: all. Its secret is derived from ``salt`` (``qendra.webhooks.keys``).
    One delivery at a time is tried, and all wait while the receiver fails.
    """

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="webhooks")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=2000)
    kinds: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )
    salt = models.CharField(max_length=64)
    former_salt = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(max_length=10, blank=True, choices=Because.choices)
    # When its next delivery may be tried: at once, after a back-off, or when the lease of a
    # deliverer that died runs out.
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    # Attempts since the receiver last took something.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="webhook_is_disabled_for_a_reason",
                condition=Q(disabled_at__isnull=True, disabled_because="")
                | Q(disabled_at__isnull=False, disabled_because__in=Because.values),
            ),
            models.CheckConstraint(
                name="webhook_fails_since_its_first_failure",
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="webhook_due",
                fields=["next_attempt_at", "id"],
                condition=Q(disabled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"webhook {self.id} of {self.owner_id}"

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None


class Delivery(models.Model):
    """One entry on its way to one webhook; no entry: a test.

    ``message_id`` is what the receiver knows it by, the same in every attempt and replay.
    """

    # Rows of a webhook that is deleted go with it, in the action: see there.
    webhook = models.ForeignKey(
        Webhook, on_delete=models.DO_NOTHING, related_name="deliveries", db_index=False
    )
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    message_id = models.CharField(max_length=100)
    is_replay = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    give_up_after = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=State.values)
            ),
            # Whatever happens to the loop that reads the news: each entry comes once.
            models.UniqueConstraint(
                name="one_delivery_an_entry",
                fields=["webhook", "entry"],
                condition=Q(is_replay=False),
            ),
            models.UniqueConstraint(
                name="one_waiting_delivery_a_message",
                fields=["message_id"],
                condition=Q(state=State.WAITING),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_due",
                fields=["webhook", "next_attempt_at", "id"],
                condition=Q(state=State.WAITING),
            ),
            models.Index(name="delivery_of_webhook", fields=["webhook", "id"]),
            models.Index(name="delivery_by_age", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.message_id


class Attempt(models.Model):
    """How one attempt ended: the receiver's status and first words, or why there was none."""

    delivery = models.ForeignKey(Delivery, on_delete=models.DO_NOTHING, related_name="log")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"attempt of delivery {self.delivery_id}: {self.status or self.error}"
