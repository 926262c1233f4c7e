"""Outbox messages and their files."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Regex

from qendra.files.models import StoredFile
from qendra.outbox.cleaning import plain_text
from qendra.outbox.fixed import text_of


class State(models.TextChoices):
    """Where a message stands between the action that queued it and the world."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class Transport(models.TextChoices):
    """By what a message leaves."""

    EMAIL = "email"


# Purposes of which we want to know when they come back: whoever is paged has to be reached.
TRACED = frozenset({"escalation_step", "escalation_document"})

# Each of these becomes one header; a line break in it would let a stranger write headers.
HEADER_FIELDS = (
    "to_name",
    "to_address",
    "from_name",
    "from_address",
    "reply_to",
    "subject",
    "message_id",
    "in_reply_to",
)


class Message(models.Model):
    """One message to one recipient, written once, sent until accepted or dead.

    ``key`` says what the message is (ticket, purpose, round): one key, one message, ever.
    What it says never changes after queueing: ``written`` by a person, and the fixed sentences
    of ``template`` with what they are ``told``. ``words`` is the text as it left, kept from the
    first attempt on, so that a repetition is the same mail.
    Message IDs stand without their angle brackets. What it is about is named by kind and id
    only: this app knows no tickets. ``language`` is the reader's.
    """

    key = models.TextField(unique=True)
    purpose = models.CharField(max_length=40)
    transport = models.CharField(max_length=20, choices=Transport.choices, default=Transport.EMAIL)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()

    to_name = models.TextField(blank=True)
    to_address = models.TextField()
    from_name = models.TextField(blank=True)
    from_address = models.TextField()
    reply_to = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    written = models.TextField(blank=True)
    template = models.CharField(max_length=100, blank=True)
    told: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    words = models.TextField(null=True, blank=True)
    language = models.CharField(max_length=10)
    message_id = models.TextField(unique=True)
    in_reply_to = models.TextField(blank=True)
    references: ArrayField[list[str], list[str]] = ArrayField(
        models.TextField(), default=list, blank=True
    )
    # Written by the machine (RFC 3834): says so in its headers, and bounces to nobody.
    is_automatic = models.BooleanField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    # When a deliverer may take it: a queued one for its next attempt, one being sent because
    # its lease ran out. One column, so that one partial index finds both.
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    give_up_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    # Attempts that ended without our knowing whether the other side had accepted the message:
    # each may have become a repetition, with the same Message-ID.
    repeats = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="message_transport_is_known", condition=Q(transport__in=Transport.values)
            ),
            models.CheckConstraint(
                name="message_has_a_key", condition=~Q(key="") & ~Q(message_id="")
            ),
            models.CheckConstraint(
                name="message_lease_while_sending",
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_sent_at_when_sent",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
            *(
                models.CheckConstraint(
                    name=f"message_{field}_is_one_line",
                    condition=~Q(**{f"{field}__regex": r"[\r\n]"}),
                )
                for field in HEADER_FIELDS
            ),
            models.CheckConstraint(
                name="message_references_are_one_line",
                condition=~Q(
                    Regex(
                        Func(
                            F("references"),
                            Value(" "),
                            function="array_to_string",
                            output_field=TextField(),
                        ),
                        Value(r"[\r\n]"),
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="message_due",
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=[State.QUEUED, State.SENDING]),
            ),
            models.Index(name="message_dead", fields=["id"], condition=Q(state=State.DEAD)),
            models.Index(name="message_about", fields=["about_kind", "about_id", "id"]),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def text(self) -> str:
        """The words, as they left or as they will leave."""
        if self.words is not None:
            return self.words
        return plain_text(text_of(self.written, self.template, self.told, self.language))


class MessageFile(models.Model):
    """A file that goes out with a message, under the name that the reader sees."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.TextField()
    content_type = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="messagefile_name_is_one_line",
                condition=~Q(filename__regex=r"[\r\n]") & ~Q(content_type__regex=r"[\r\n]"),
            )
        ]

    def __str__(self) -> str:
        return self.filename


class Unmailed(models.Model):
    """A mail to somebody at a customer who has no address: somebody calls them instead.

    ``person`` is the key of the person; ``promised``: the call stands among those to be made.
    """

    key = models.TextField(unique=True)
    purpose = models.TextField()
    person = models.BigIntegerField()
    about_kind = models.TextField()
    about_id = models.BigIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    promised = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="unmailed_waiting", fields=["id"], condition=Q(promised=False)),
        ]

    def __str__(self) -> str:
        return self.key
