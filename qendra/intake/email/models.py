"""Mails as they came in: the raw bytes first, everything else after."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.accounts.models import Person
from qendra.intake.email.limits import SIZE_LIMIT
from qendra.intake.email.reasons import Reason
from qendra.tickets.models import Entry, Ticket


class State(models.TextChoices):
    """Where a mail is. ``failed`` is a dead letter: it waits for a person, as triage does."""

    RECEIVED = "received", pgettext_lazy("mail", "Received")
    TICKET = "ticket", pgettext_lazy("mail", "On a ticket")
    IGNORED = "ignored", pgettext_lazy("mail", "Ignored")
    TRIAGE = "triage", pgettext_lazy("mail", "In triage")
    FAILED = "failed", pgettext_lazy("mail", "Failed")


class Way(models.TextChoices):
    """By which door the mail came."""

    SMTP = "smtp", _("SMTP")
    LMTP = "lmtp", _("LMTP")
    PIPE = "pipe", _("Pipe")


class RawMail(models.Model):
    """One mail, however often it was delivered. Written and committed before it is acknowledged.

    Author and subject are copied from the mail when it is processed, for lists.
    ``seems_to_be`` is the ticket that a mail in triage names with proof but without the right
    to it: for the staff only.
    """

    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    message_id = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    envelope_from = models.TextField(blank=True, null=True)
    envelope_to: ArrayField[list[str], list[str]] = ArrayField(
        models.TextField(), default=list, blank=True
    )
    received_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way.choices)

    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=30, blank=True, choices=Reason.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When a receiver may take it (again): at once, after a failure, or when a lease ran out.
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    from_name = models.TextField(blank=True)
    from_address = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seems_to_be = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="the_same_mail_is_one_row", fields=["message_id", "content_hash"]
            ),
            models.CheckConstraint(name="mail_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="mail_way_is_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="mail_reason_is_known", condition=Q(reason__in=["", *Reason.values])
            ),
            models.CheckConstraint(
                name="mail_on_a_ticket_has_one",
                condition=Q(state=State.TICKET, ticket__isnull=False)
                | (~Q(state=State.TICKET) & Q(ticket__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_set_aside_has_a_reason",
                condition=Q(state__in=[State.RECEIVED, State.TICKET]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="mail_lease_only_while_received",
                condition=Q(state=State.RECEIVED) | Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="mail_is_within_the_limit", condition=Q(size__lte=SIZE_LIMIT)
            ),
        ]
        indexes = [
            models.Index(
                name="mail_due",
                fields=["next_attempt_at", "id"],
                condition=Q(state=State.RECEIVED),
            ),
            models.Index(
                name="mail_in_triage",
                fields=["received_at", "id"],
                condition=Q(state__in=[State.TRIAGE, State.FAILED]),
            ),
            # A mail that refers to an earlier one of its ticket.
            models.Index(
                name="mail_on_ticket",
                fields=["message_id"],
                condition=Q(state=State.TICKET),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_address} {self.subject}"

    @property
    def reason_sentence(self) -> str:
        """Why it lies here, for the staff in their language."""
        return str(Reason(self.reason).label) if self.reason else ""

    @property
    def is_in_triage(self) -> bool:
        """It waits for a person."""
        return self.state in {State.TRIAGE, State.FAILED}
