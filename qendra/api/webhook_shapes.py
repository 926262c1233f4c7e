"""What webhooks and their deliveries look like to programs, and what they send to make one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StrictBool, WithJsonSchema

from qendra.api.fields import Id, Line, Moment
from qendra.api.webhook_body import TEST
from qendra.catalogue.models import Provider
from qendra.lib import receivers
from qendra.tickets.addresses import shown_id
from qendra.tickets.entries import KINDS
from qendra.webhooks.keys import secret_of
from qendra.webhooks.models import Attempt, Delivery, State, Webhook


def _receiver(url: str) -> str:
    receivers.read(url, settings.WEBHOOK_NETWORKS)
    return url


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"there is no such kind of entry; there are {', '.join(sorted(KINDS))}")
    return kind


ReceiverUrl = Annotated[str, Field(max_length=receivers.LONGEST), AfterValidator(_receiver)]
Kind = Annotated[
    Line,
    AfterValidator(_known_kind),
    WithJsonSchema({"type": "string", "enum": sorted(KINDS)}),
]
Kinds = Annotated[list[Kind], Field(max_length=100)]


class WebhookIn(Schema):
    """Where to send, and of which kinds of entries; none named: of all."""

    model_config = ConfigDict(extra="forbid")

    url: ReceiverUrl
    kinds: Kinds = []


class ChangeIn(Schema):
    """What is to be different; what is left out or null stays."""

    model_config = ConfigDict(extra="forbid")

    url: ReceiverUrl | None = None
    kinds: Kinds | None = None
    is_enabled: StrictBool | None = None


class ReplayIn(Schema):
    """Either one delivery of the log, or every entry in it since a moment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    delivery: Id | None = None
    since: Moment | None = None


class WebhookOut(Schema):
    """A webhook. ``failing_since``: since when the receiver has taken nothing; null: it takes."""

    id: int
    url: str
    kinds: list[str]
    is_enabled: bool
    disabled_at: datetime | None
    disabled_because: str | None
    failing_since: datetime | None
    created_at: datetime


class WebhookWithSecret(WebhookOut):
    """A webhook with its secret, which is shown when it is made and never after."""

    secret: str


class WebhookPage(Schema):
    items: list[WebhookOut]
    next: str | None


class AttemptOut(Schema):
    """How one attempt ended. No ``status``: there was no answer, and ``error`` says why."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    answer: str


class DeliveryOut(Schema):
    """One entry on its way; ``message_id`` is what the receiver reads as ``webhook-id``."""

    id: int
    message_id: str
    type: str
    ticket: str | None
    entry: int | None
    state: str
    is_replay: bool
    created_at: datetime
    next_attempt_at: datetime | None
    attempts: list[AttemptOut]


class DeliveryPage(Schema):
    """Some deliveries, newest first."""

    items: list[DeliveryOut]
    next: str | None


class Replayed(Schema):
    """How many deliveries were queued."""

    queued: int


def webhook_out(webhook: Webhook) -> WebhookOut:
    return WebhookOut(
        id=webhook.id,
        url=webhook.url,
        kinds=webhook.kinds,
        is_enabled=webhook.is_enabled,
        disabled_at=webhook.disabled_at,
        disabled_because=webhook.disabled_because or None,
        failing_since=webhook.failing_since,
        created_at=webhook.created_at,
    )


def with_secret(told: WebhookOut, webhook: Webhook) -> WebhookWithSecret:
    """The same with its secret, which no remembered answer may hold."""
    return WebhookWithSecret(**told.model_dump(), secret=secret_of(webhook))


def delivery_out(delivery: Delivery, provider: Provider) -> DeliveryOut:
    entry = delivery.entry
    is_waiting = delivery.state == State.WAITING
    return DeliveryOut(
        id=delivery.id,
        message_id=delivery.message_id,
        type=entry.kind if entry else TEST,
        ticket=shown_id(entry.ticket, provider) if entry else None,
        entry=entry.id if entry else None,
        state=delivery.state,
        is_replay=delivery.is_replay,
        created_at=delivery.created_at,
        next_attempt_at=delivery.next_attempt_at if is_waiting else None,
        attempts=[_attempt_out(each) for each in delivery.log.all()],
    )


def _attempt_out(attempt: Attempt) -> AttemptOut:
    return AttemptOut(
        at=attempt.at,
        milliseconds=attempt.milliseconds,
        status=attempt.status,
        error=attempt.error,
        answer=attempt.answer,
    )
