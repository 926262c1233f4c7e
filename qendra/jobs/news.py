"""The loop that passes the news on: what each entry means for those who want to know of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.live.actions.telling import tell_of_entries
from qendra.satisfaction.actions import ask_about_closed
from qendra.staff_mails.actions import tell_staff
from qendra.tickets.actions.news import take_news
from qendra.warnings.actions import look_again
from qendra.webhooks.actions.queueing import queue_deliveries

BATCH = 200


@transaction.atomic
def run_once(*, now: datetime) -> int:
    """Pass on up to a batch of entries, all of it or nothing; how many it were."""
    entry_ids = take_news(limit=BATCH)
    queue_deliveries(entry_ids=entry_ids, now=now)
    ask_about_closed(entry_ids=entry_ids, now=now)
    look_again(entry_ids=entry_ids, now=now)
    tell_staff(entry_ids=entry_ids, now=now)
    tell_of_entries(entry_ids=entry_ids)
    return len(entry_ids)
