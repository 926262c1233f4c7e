"""What the receiver of a webhook is sent: an entry as the API's timeline gives it."""

from __future__ import annotations

import json
from datetime import datetime

from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from qendra.api.timeline import EntryOut, entry_out
from qendra.catalogue.selectors import provider
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Entry

TEST = "test"


class Told(Schema):
    """The ticket's ID and the entry as whoever owns the webhook reads it; a test has neither."""

    ticket: str | None
    entry: EntryOut | None


class WebhookBody(Schema):
    """``type`` is the entry's kind, ``timestamp`` when it was recorded (Standard Webhooks)."""

    type: str
    timestamp: datetime
    data: Told


def body_about(entry: Entry, *, for_staff: bool) -> bytes:
    """The body that tells of this entry; in JSON, written as the API's answers are."""
    told = Told(
        ticket=shown_id(entry.ticket, provider()), entry=entry_out(entry, for_staff=for_staff)
    )
    return _written(WebhookBody(type=entry.kind, timestamp=entry.recorded_at, data=told))


def body_of_test(made_at: datetime) -> bytes:
    """The body of a test, which tells of nothing."""
    told = Told(ticket=None, entry=None)
    return _written(WebhookBody(type=TEST, timestamp=made_at, data=told))


def _written(body: WebhookBody) -> bytes:
    return json.dumps(body.model_dump(), cls=NinjaJSONEncoder).encode()
