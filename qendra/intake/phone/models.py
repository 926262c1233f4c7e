"""Who is on the telephone, how we know it, and what telephone systems tell us of calls."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack
from qendra.tickets.models import Ticket


class Method(models.TextChoices):
    """How we know that it is the contact: never by their voice, nor by the number alone."""

    PIN = "pin", _("Number on file and PIN")
    CALL_BACK = "call_back", _("We called the number on file")


class CallerPin(models.Model):
    """The PIN of a contact, hashed: nobody can read it, whoever forgot it gets another one."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="caller_pin")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"PIN of person {self.person_id}"


class Verification(models.Model):
    """One try to be sure who calls. ``call`` is the token of the call's form."""

    call = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(max_length=10, choices=Method.choices)
    number = models.CharField(max_length=40, blank=True)
    succeeded = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="verification_method_is_known", condition=Q(method__in=Method.values)
            ),
        ]
        indexes = [models.Index(name="verifications_of_person", fields=["person", "-at"])]

    def __str__(self) -> str:
        return f"{self.method} of person {self.person_id}"


class PhoneSystem(models.Model):
    """A telephone system that tells us of its calls; its secret is derived from the salt."""

    name = models.CharField(max_length=100, unique=True)
    salt = models.CharField(max_length=32)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class PhoneCall(models.Model):
    """One call to us, as far as a telephone system has told of it.

    ``call_id`` is the system's own name for it. ``token`` names the form in which it is written
    down, so that one call is written down once. ``changed_at`` moves with everything new.
    """

    system = models.ForeignKey(PhoneSystem, on_delete=models.PROTECT, related_name="calls")
    call_id = models.CharField(max_length=200)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, blank=True)
    dialled = models.CharField(max_length=40, blank=True)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # Who pressed *Take the call*; whether they picked it up, the system says.
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    recording = models.URLField(max_length=1000, blank=True)
    voicemail = models.URLField(max_length=1000, blank=True)
    call_back = models.ForeignKey(
        CallBack, null=True, on_delete=models.PROTECT, related_name="phone_calls"
    )
    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.PROTECT, related_name="phone_calls"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_call_a_name", fields=["system", "call_id"]),
        ]
        indexes = [
            # Those that ring, or of which no end was told.
            models.Index(
                name="phone_call_ringing",
                fields=["rang_at"],
                condition=Q(answered_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(F("changed_at").desc(), name="phone_call_by_change"),
        ]

    def __str__(self) -> str:
        return f"call {self.call_id} of {self.system_id}"

    @property
    def is_ringing(self) -> bool:
        return self.answered_at is None and self.ended_at is None
