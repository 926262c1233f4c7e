"""One table: calls that a customer was promised."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.tickets.models import Ticket


class Reason(models.TextChoices):
    """Somebody escalating asked for it (E2), or somebody was not satisfied (G2).

    Or they called and nobody took it, they spoke on our voicemail, or they have no mail address
    and there is something to tell them.
    """

    ESCALATION = "escalation", _("asked for with an escalation")
    RATING = "rating", _("was not satisfied")
    MISSED = "missed", _("called, and nobody took it")
    VOICEMAIL = "voicemail", _("spoke on the voicemail")
    MAIL = "mail", _("has no e-mail, and there is something to tell")


class CallBack(models.Model):
    """Somebody at the customer waits for a call of ours.

    Of a missed call there is no ``ticket``, and a ``customer`` only where the number is theirs;
    ``link`` leads to the voicemail, ``calls`` counts how often they tried, ``tries`` how often
    we did, and ``outcome`` is what came of it.

    ``holder`` is who has to call. It is answered by an entry of the ticket after ``after_entry``
    (a logged call, for a bad rating also an answer in writing), or by whoever says what came of
    it. ``next_reminder_at`` is null as soon as it is answered. ``key`` names what asked for it,
    so that it is asked for once.
    """

    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.PROTECT, related_name="call_backs"
    )
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="call_backs"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    link = models.CharField(max_length=1000, blank=True, default="", db_default="")
    calls = models.PositiveSmallIntegerField(default=1, db_default=1)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    outcome = models.TextField(blank=True, default="", db_default="")
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    after_entry = models.BigIntegerField()
    next_reminder_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_back_reason_is_known", condition=Q(reason__in=Reason.values)
            ),
            models.CheckConstraint(
                name="call_back_of_a_ticket",
                condition=Q(ticket__isnull=False) | Q(reason__in=["missed", "voicemail", "mail"]),
            ),
            models.CheckConstraint(
                name="call_back_answered_after_it_was_wanted",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("wanted_at")),
            ),
            models.CheckConstraint(
                name="call_back_reminds_until_it_is_answered",
                condition=Q(answered_at__isnull=True, next_reminder_at__isnull=False)
                | Q(answered_at__isnull=False, next_reminder_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="call_back_open",
                fields=["next_reminder_at", "id"],
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"call-back of ticket {self.ticket_id}"

    @property
    def whose(self) -> Customer | None:
        """The customer of the ticket, else of the number."""
        return self.ticket.customer if self.ticket else self.customer
