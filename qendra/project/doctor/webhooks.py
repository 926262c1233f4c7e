"""Webhooks: entries that nobody passes on, deliveries that nobody sends, receivers given up."""

from __future__ import annotations

from datetime import datetime

from qendra.project.doctor.finding import Finding
from qendra.project.doctor.work import LONGEST_WAIT, START_WORKER
from qendra.tickets.models import News
from qendra.webhooks.selectors import disabled_by_failure, overdue


def news(now: datetime) -> Finding:
    waiting = News.objects.count()
    late = News.objects.filter(entry__recorded_at__lt=now - LONGEST_WAIT).count()
    sentence = f"{waiting} entries wait to be passed on, {late} of them too long."
    return Finding("news", sentence, START_WORKER if late else "")


def webhooks(now: datetime) -> Finding:
    """Wrong for our own receivers; a customer's is the customer's to mend, who was told."""
    late = overdue(now - LONGEST_WAIT).count()
    disabled = list(disabled_by_failure().values_list("id", "customer"))
    numbers = ", ".join(str(number) for number, _ in disabled) or "none"
    sentence = f"{late} webhooks are overdue; disabled because their receivers failed: {numbers}."
    if late:
        return Finding("webhooks", sentence, START_WORKER)
    if any(customer is None for _, customer in disabled):
        remedy = "See qendra webhook log, mend the receiver, then qendra webhook enable."
        return Finding("webhooks", sentence, remedy)
    return Finding("webhooks", sentence)
