"""How deliveries come into being: from the news, as a test, and as a replay."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qendra.lib.errors import Refused
from qendra.tickets.access import entries_in_scope
from qendra.tickets.models import Entry
from qendra.webhooks.actions.managing import locked
from qendra.webhooks.models import Delivery, State, Webhook
from qendra.webhooks.retries import PATIENCE


def queue_deliveries(*, entry_ids: Sequence[int], now: datetime) -> int:
    """One delivery of each entry to each webhook that wants and may read it; how many it were.

    Inside the transaction that takes the entries off the news. A disabled webhook keeps its
    deliveries for the day on which it is enabled again.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("queue_deliveries belongs into the transaction that takes the news")
    if not entry_ids or not Webhook.objects.exists():
        return 0
    entries = list(Entry.objects.filter(id__in=entry_ids).values_list("id", "kind"))
    deliveries = [
        _delivery(webhook, entry_id, now)
        for webhook in _webhooks_about(entry_ids)
        for entry_id in _readable(webhook, [i for i, kind in entries if _wants(webhook, kind)])
    ]
    Delivery.objects.bulk_create(deliveries)
    return len(deliveries)


@transaction.atomic
def queue_test(*, webhook_id: int, now: datetime) -> Delivery:
    """A delivery that tells of nothing, to see whether the receiver takes it.

    Refused when the webhook is disabled, or when there is none.
    """
    webhook = locked(webhook_id)
    if not webhook.is_enabled:
        raise Refused(_("This webhook is disabled; enable it first."))
    delivery = _delivery(webhook, None, now)
    delivery.message_id = f"msg_{webhook.id}_test_{secrets.token_hex(8)}"
    delivery.save(force_insert=True)
    return delivery


@transaction.atomic
def replay_delivery(*, webhook_id: int, delivery_id: int, now: datetime) -> Delivery:
    """The same message once more, as a new delivery.

    Refused when there is no such delivery, or when the message still waits anyway.
    """
    webhook = locked(webhook_id)
    known = webhook.deliveries.filter(id=delivery_id).first()
    if known is None:
        raise Refused(_("There is no delivery %(number)d.") % {"number": delivery_id})
    if webhook.deliveries.filter(message_id=known.message_id, state=State.WAITING).exists():
        raise Refused(_("This message waits to be delivered already."))
    replay = _delivery(webhook, known.entry_id, now)
    replay.message_id, replay.is_replay = known.message_id, True
    replay.save(force_insert=True)
    return replay


@transaction.atomic
def replay_since(*, webhook_id: int, since: datetime, now: datetime) -> int:
    """Once more each entry of the log since that moment, in order; how many it were.

    One statement, however many they are. What still waits is not doubled; tests are left out.
    Refused when there is no such webhook.
    """
    webhook = locked(webhook_id)
    give_up_after = now + PATIENCE
    with connection.cursor() as cursor:
        cursor.execute(
            _REPLAY,
            {"webhook": webhook.id, "since": since, "now": now, "give_up": give_up_after},
        )
        return int(cursor.rowcount)


_REPLAY = """
    INSERT INTO webhooks_delivery
        (webhook_id, entry_id, message_id, is_replay, state, attempts, next_attempt_at,
         give_up_after, created_at)
    SELECT DISTINCT ON (entry_id)
        webhook_id, entry_id, message_id, true, 'waiting', 0, %(now)s, %(give_up)s, %(now)s
    FROM webhooks_delivery AS known
    WHERE webhook_id = %(webhook)s AND created_at >= %(since)s AND entry_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM webhooks_delivery AS waiting
        WHERE waiting.message_id = known.message_id AND waiting.state = 'waiting')
    ORDER BY entry_id
"""


def _webhooks_about(entry_ids: Sequence[int]) -> Iterable[Webhook]:
    """Those of staff, and those of the customers whose tickets the entries are of."""
    customers = Entry.objects.filter(id__in=entry_ids).values("ticket__customer")
    scoped = Q(customer__isnull=True) | Q(customer__in=customers)
    return Webhook.objects.filter(scoped).select_related("owner").order_by("id")


def _wants(webhook: Webhook, kind: str) -> bool:
    return not webhook.kinds or kind in webhook.kinds


def _readable(webhook: Webhook, entry_ids: Sequence[int]) -> Iterable[int]:
    """Those that the owner may read at this moment: the log must not name any other."""
    if not entry_ids:
        return []
    entries = entries_in_scope(webhook.owner, webhook.customer_id)
    return entries.filter(id__in=entry_ids).values_list("id", flat=True)


def _delivery(webhook: Webhook, entry_id: int | None, now: datetime) -> Delivery:
    return Delivery(
        webhook=webhook,
        entry_id=entry_id,
        message_id=f"msg_{webhook.id}_{entry_id}",
        next_attempt_at=now,
        give_up_after=now + PATIENCE,
        created_at=now,
    )
