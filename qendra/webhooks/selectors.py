"""Reads about webhooks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from qendra.webhooks.models import Because, Delivery, State, Webhook


def log_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Its deliveries with their entries, tickets and attempts; unordered."""
    related = webhook.deliveries.select_related("entry__ticket")
    return related.prefetch_related("log")


def disabled_by_failure() -> QuerySet[Webhook]:
    """Those that we disabled ourselves, by number."""
    return Webhook.objects.filter(disabled_because__in=[Because.FAILING, Because.GONE]).order_by(
        "id"
    )


def overdue(before: datetime) -> QuerySet[Webhook]:
    """Enabled ones with a delivery that was due before that moment, as they were themselves."""
    waiting = Delivery.objects.filter(
        webhook=OuterRef("id"), state=State.WAITING, next_attempt_at__lt=before
    )
    due = Webhook.objects.filter(disabled_at__isnull=True, next_attempt_at__lt=before)
    return due.filter(Exists(waiting))
