"""Reads about webhooks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from qendra.lib.errors import Refused
from qendra.webhooks.models import Because, Delivery, State, Webhook


def webhook_numbered(number: int) -> Webhook:
    """For the operator: any webhook. Refused when there is none."""
    webhook = Webhook.objects.filter(id=number).first()
    if webhook is None:
        raise Refused(_("There is no webhook %(number)d.") % {"number": number})
    return webhook


def all_webhooks() -> QuerySet[Webhook]:
    """With owner and customer, by number."""
    return Webhook.objects.select_related("owner", "customer").order_by("id")


def waiting_counts() -> dict[int, int]:
    """How many deliveries wait, by the webhook's number; none where nothing does."""
    waiting = Delivery.objects.filter(state=State.WAITING).values("webhook")
    return dict(waiting.annotate(count=Count("id")).values_list("webhook", "count"))


def log_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Its deliveries with their entries, tickets and attempts; unordered."""
    related = webhook.deliveries.select_related("entry__ticket")
    return related.prefetch_related("log")


def disabled_by_failure() -> QuerySet[Webhook]:
    """Those that we disabled ourselves, by number."""
    ours = Q(disabled_because__in=[Because.FAILING, Because.GONE])
    return Webhook.objects.filter(ours).order_by("id")


def overdue(before: datetime) -> QuerySet[Webhook]:
    """Enabled ones with a delivery that was due before that moment, as they were themselves."""
    waiting = Delivery.objects.filter(
        webhook=OuterRef("id"), state=State.WAITING, next_attempt_at__lt=before
    )
    due = Webhook.objects.filter(disabled_at__isnull=True, next_attempt_at__lt=before)
    return due.filter(Exists(waiting))
