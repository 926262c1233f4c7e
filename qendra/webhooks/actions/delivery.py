"""What the deliverer writes: claims, how attempts ended, and the end of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from qendra.outbox.cleaning import one_line
from qendra.webhooks.models import Attempt, Because, Delivery, State, Webhook
from qendra.webhooks.notices import tell_disabled
from qendra.webhooks.retries import delay_after, is_hopeless, is_lost

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
MAX_WORDS = 500
_GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. ``wish``: how long the receiver asks us to wait at least."""

    at: datetime
    took: timedelta
    status: int | None = None
    error: str = ""
    answer: str = ""
    wish: timedelta = timedelta()

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def claim_due(*, now: datetime, limit: int) -> list[Delivery]:
    """Take the next delivery of up to ``limit`` webhooks for five minutes, longest idle first.

    Nobody else delivers to these webhooks until the attempt is settled or the lease runs out:
    then its deliverer died, maybe after the receiver had taken the message, which goes again
    under the same ID. Committed before it returns; owner and customer of each are read anew.
    """
    values = {"now": now, "lease_until": now + LEASE, "limit": limit}
    with transaction.atomic(durable=True):
        claimed = [delivery.pk for delivery in Delivery.objects.raw(_CLAIM, values)]
    if not claimed:
        return []
    deliveries = Delivery.objects.filter(pk__in=claimed).select_related("webhook__owner")
    return list(deliveries.order_by("id"))


# The inner query stands alone (MATERIALIZED): inside a join the planner might run it again
# and claim more than the limit. The last line sees what another deliverer did in between.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM webhooks_webhook AS webhook
        WHERE disabled_at IS NULL AND next_attempt_at <= %(now)s AND EXISTS (
            SELECT FROM webhooks_delivery
            WHERE webhook_id = webhook.id AND state = 'waiting' AND next_attempt_at <= %(now)s)
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s
        FOR NO KEY UPDATE SKIP LOCKED
    ), held AS (
        UPDATE webhooks_webhook
        SET lease_until = %(lease_until)s, next_attempt_at = %(lease_until)s
        WHERE id IN (SELECT id FROM due)
    ), chosen AS MATERIALIZED (
        SELECT first.id FROM due CROSS JOIN LATERAL (
            SELECT id FROM webhooks_delivery
            WHERE webhook_id = due.id AND state = 'waiting' AND next_attempt_at <= %(now)s
            ORDER BY next_attempt_at, id
            LIMIT 1) AS first
    )
    UPDATE webhooks_delivery SET attempts = attempts + 1
    WHERE id IN (SELECT id FROM chosen) AND state = 'waiting'
    RETURNING id
"""


@transaction.atomic
def settle(*, delivery: Delivery, outcome: Outcome) -> bool:
    """Write down how the attempt ended, and what follows from it.

    A failure lets the delivery wait for its back-off and the whole webhook for its own. After
    three days without any success, or when the receiver says that it is gone (410), the webhook
    is disabled and its owner told. False when the lease was lost: another deliverer has it.
    """
    webhook = _held(delivery)
    if webhook is None:
        return False
    _log(delivery, outcome)
    if outcome.is_taken:
        _finish(delivery, State.DELIVERED)
        webhook.failures, webhook.failing_since = 0, None
        _release(webhook, outcome.at)
        return True
    _postpone(delivery, outcome)
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or outcome.at
    _disable_if_lost(webhook, outcome)
    _release(webhook, outcome.at + max(delay_after(webhook.failures), outcome.wish))
    return True


@transaction.atomic
def postpone(*, delivery: Delivery, outcome: Outcome) -> bool:
    """It could not be sent for a reason of ours: it waits, and the others of the webhook go on.

    False when the lease was lost.
    """
    webhook = _held(delivery)
    if webhook is None:
        return False
    _log(delivery, outcome)
    _postpone(delivery, outcome)
    _release(webhook, outcome.at)
    return True


@transaction.atomic
def withhold(*, delivery: Delivery, now: datetime) -> bool:
    """The owner may not read the entry any more: nobody is told. False when the lease was lost."""
    webhook = _held(delivery)
    if webhook is None:
        return False
    _finish(delivery, State.WITHHELD)
    _release(webhook, now)
    return True


@transaction.atomic
def forget_old(*, now: datetime, limit: int) -> int:
    """Delete up to ``limit`` deliveries older than 30 days, with their log; how many it were.

    What still waits for an enabled webhook stays until it has come to an end.
    """
    ended = ~Q(state=State.WAITING) | Q(webhook__disabled_at__isnull=False)
    old = Delivery.objects.filter(ended, created_at__lte=now - KEPT).order_by("created_at")
    held = old.select_for_update(of=("self",), skip_locked=True)
    ids = list(held.values_list("id", flat=True)[:limit])
    if ids:
        Attempt.objects.filter(delivery__in=ids).delete()
        Delivery.objects.filter(id__in=ids).delete()
    return len(ids)


def _held(delivery: Delivery) -> Webhook | None:
    """The delivery's webhook, locked. The lease is the fence: only its holder may settle."""
    held = Webhook.objects.filter(id=delivery.webhook_id, lease_until=delivery.webhook.lease_until)
    locked = held.select_for_update(of=("self",), no_key=True)
    return locked.select_related("owner").first()


def _release(webhook: Webhook, next_attempt_at: datetime) -> None:
    webhook.lease_until, webhook.next_attempt_at = None, next_attempt_at
    webhook.save(
        update_fields=[
            "lease_until", "next_attempt_at", "failures", "failing_since", "disabled_at",
            "disabled_because",
        ]
    )  # fmt: skip


def _log(delivery: Delivery, outcome: Outcome) -> None:
    Attempt.objects.create(
        delivery=delivery,
        at=outcome.at,
        milliseconds=round(outcome.took / timedelta(milliseconds=1)),
        status=outcome.status,
        error=one_line(outcome.error, limit=MAX_WORDS),
        answer=one_line(outcome.answer, limit=MAX_WORDS),
    )


def _finish(delivery: Delivery, state: State) -> None:
    delivery.state = state
    delivery.save(update_fields=["state"])


def _postpone(delivery: Delivery, outcome: Outcome) -> None:
    if is_hopeless(delivery.attempts, give_up_after=delivery.give_up_after, at=outcome.at):
        _finish(delivery, State.GIVEN_UP)
        return
    pause = max(delay_after(delivery.attempts), outcome.wish)
    delivery.next_attempt_at = outcome.at + pause
    delivery.save(update_fields=["next_attempt_at"])


def _disable_if_lost(webhook: Webhook, outcome: Outcome) -> None:
    if not webhook.is_enabled:
        return
    since = webhook.failing_since or outcome.at
    if outcome.status == _GONE:
        webhook.disabled_because = Because.GONE
    elif is_lost(webhook.failures, failing_since=since, at=outcome.at):
        webhook.disabled_because = Because.FAILING
    else:
        return
    webhook.disabled_at = outcome.at
    tell_disabled(webhook, outcome.at)
