"""Webhooks: entries that nobody passes on, deliveries that nobody sends, receivers given up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from qendra.project.doctor.finding import Finding
from qendra.project.doctor.work import LONGEST_WAIT, start_worker
from qendra.tickets.models import News
from qendra.webhooks.selectors import disabled_by_failure, overdue


def news(now: datetime) -> Finding:
    waiting = News.objects.count()
    late = News.objects.filter(entry__recorded_at__lt=now - LONGEST_WAIT).count()
    sentence = _("Entries that wait to be passed on: %(waiting)d, of these too long: %(late)d.")
    told = {"waiting": waiting, "late": late}
    return Finding("news", sentence % told, start_worker() if late else "")


def webhooks(now: datetime) -> Finding:
    """Wrong for our own receivers; a customer's is the customer's to mend, who was told."""
    late = overdue(now - LONGEST_WAIT).count()
    disabled = list(disabled_by_failure().values_list("id", "customer"))
    numbers = ", ".join(str(number) for number, _customer in disabled) or _("none")
    sentence = _("Webhooks overdue: %(late)d; disabled because receivers failed: %(numbers)s.")
    sentence %= {"late": late, "numbers": numbers}
    if late:
        return Finding("webhooks", sentence, start_worker())
    if any(customer is None for _number, customer in disabled):
        remedy = _("See qendra webhook log, mend the receiver, then qendra webhook enable.")
        return Finding("webhooks", sentence, remedy)
    return Finding("webhooks", sentence)
