"""Webhooks: made, changed and deleted by their owners, with the log of their deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError

from qendra.api.access import Caller
from qendra.api.cursors import page_by_id
from qendra.api.fields import Count, Id, Line
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.webhook_shapes import (
    ChangeIn,
    DeliveryOut,
    DeliveryPage,
    Replayed,
    ReplayIn,
    WebhookIn,
    WebhookOut,
    WebhookPage,
    WebhookWithSecret,
    delivery_out,
    webhook_out,
    with_secret,
)
from qendra.api.writing import IdempotencyKey, identity_of, write_once
from qendra.catalogue.selectors import provider
from qendra.webhooks.access import webhook_of, webhooks_of
from qendra.webhooks.actions.managing import (
    change_webhook,
    create_webhook,
    delete_webhook,
    renew_secret,
)
from qendra.webhooks.actions.queueing import queue_test, replay_delivery, replay_since
from qendra.webhooks.models import State, Webhook
from qendra.webhooks.selectors import log_of

router = Router(tags=["webhooks"])


class Paged(Schema):
    cursor: Line | None = None
    limit: Count = 50


class WantedDeliveries(Paged):
    """All, or those in one state."""

    state: State | None = None


@router.post("", response={201: WebhookWithSecret, ERRORS: Problem}, url_name="create_webhook")
def create(
    request: HttpRequest, body: WebhookIn, idempotency_key: IdempotencyKey = None
) -> Status[WebhookWithSecret]:
    """Make a webhook for what this token may read; its secret is told this once."""
    caller = caller_of(request)
    told = write_once(
        caller,
        idempotency_key,
        identity_of(request),
        WebhookOut,
        lambda now: _create(caller, body, now),
    )
    return Status(201, with_secret(told, _webhook(caller, told.id)))


@router.get("", response={200: WebhookPage, ERRORS: Problem}, url_name="webhooks")
def webhooks(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> WebhookPage:
    """The webhooks of this token's person in its scope."""
    caller = caller_of(request)
    found = webhooks_of(caller.person, caller.token.customer_id)
    rows, following = page_by_id(found, wanted.cursor, wanted.limit)
    return WebhookPage(items=[webhook_out(row) for row in rows], next=following)


@router.get("/{webhook_id}", response={200: WebhookOut, ERRORS: Problem}, url_name="webhook")
def webhook(request: HttpRequest, webhook_id: Id) -> WebhookOut:
    """One webhook, without its secret."""
    return webhook_out(_webhook(caller_of(request), webhook_id))


@router.patch(
    "/{webhook_id}", response={200: WebhookOut, ERRORS: Problem}, url_name="change_webhook"
)
def change(request: HttpRequest, webhook_id: Id, body: ChangeIn) -> WebhookOut:
    """Change, disable or enable; enabled again, it sends what was kept meanwhile."""
    found = _webhook(caller_of(request), webhook_id)
    return webhook_out(
        change_webhook(
            webhook_id=found.id,
            now=timezone.now(),
            url=body.url,
            kinds=body.kinds,
            is_enabled=body.is_enabled,
        )
    )


@router.api_operation(
    ["DELETE"],
    "/{webhook_id}",
    response={204: None, ERRORS: Problem},
    url_name="delete_webhook",
)
def delete(request: HttpRequest, webhook_id: Id) -> Status[None]:
    """Delete with its log; what waits is sent to nobody."""
    delete_webhook(webhook_id=_webhook(caller_of(request), webhook_id).id)
    return Status(204, None)


@router.post(
    "/{webhook_id}/secret",
    response={200: WebhookWithSecret, ERRORS: Problem},
    url_name="webhook_secret",
)
def secret(
    request: HttpRequest, webhook_id: Id, idempotency_key: IdempotencyKey = None
) -> WebhookWithSecret:
    """A new secret, told this once; for a day the former one signs beside it."""
    caller = caller_of(request)
    found = _webhook(caller, webhook_id)
    told = write_once(
        caller,
        idempotency_key,
        identity_of(request),
        WebhookOut,
        lambda now: webhook_out(renew_secret(webhook_id=found.id, now=now)),
    )
    return with_secret(told, _webhook(caller, told.id))


@router.post(
    "/{webhook_id}/test", response={201: DeliveryOut, ERRORS: Problem}, url_name="test_webhook"
)
def send_test(
    request: HttpRequest, webhook_id: Id, idempotency_key: IdempotencyKey = None
) -> Status[DeliveryOut]:
    """Send a message that tells of nothing; the log says what was answered."""
    caller = caller_of(request)
    found = _webhook(caller, webhook_id)
    queued = write_once(
        caller,
        idempotency_key,
        identity_of(request),
        DeliveryOut,
        lambda now: delivery_out(queue_test(webhook_id=found.id, now=now), provider()),
    )
    return Status(201, queued)


@router.get(
    "/{webhook_id}/deliveries", response={200: DeliveryPage, ERRORS: Problem}, url_name="deliveries"
)
def deliveries(
    request: HttpRequest, webhook_id: Id, wanted: Annotated[WantedDeliveries, Query()]
) -> DeliveryPage:
    """The deliveries of the last 30 days with every attempt, newest first."""
    log = log_of(_webhook(caller_of(request), webhook_id))
    if wanted.state is not None:
        log = log.filter(state=wanted.state)
    rows, following = page_by_id(log, wanted.cursor, wanted.limit, newest_first=True)
    ours = provider()
    return DeliveryPage(items=[delivery_out(row, ours) for row in rows], next=following)


@router.post("/{webhook_id}/replay", response={200: Replayed, ERRORS: Problem}, url_name="replay")
def replay(
    request: HttpRequest,
    webhook_id: Id,
    body: ReplayIn,
    idempotency_key: IdempotencyKey = None,
) -> Replayed:
    """Send again what the log has: one delivery, or every entry since a moment."""
    caller = caller_of(request)
    found = _webhook(caller, webhook_id)
    return write_once(
        caller,
        idempotency_key,
        identity_of(request),
        Replayed,
        lambda now: _replay(found, body, now),
    )


def _webhook(caller: Caller, webhook_id: int) -> Webhook:
    return webhook_of(caller.person, caller.token.customer_id, webhook_id)


def _create(caller: Caller, body: WebhookIn, now: datetime) -> WebhookOut:
    return webhook_out(
        create_webhook(
            owner=caller.person,
            customer=caller.token.customer,
            url=body.url,
            kinds=body.kinds,
            now=now,
        )
    )


def _replay(found: Webhook, body: ReplayIn, now: datetime) -> Replayed:
    match body.delivery, body.since:
        case int(delivery_id), None:
            replay_delivery(webhook_id=found.id, delivery_id=delivery_id, now=now)
            return Replayed(queued=1)
        case None, datetime() as since:
            return Replayed(queued=replay_since(webhook_id=found.id, since=since, now=now))
        case _:
            raise HttpError(422, "Name either a delivery or the moment since which to replay.")
