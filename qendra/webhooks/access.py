"""The gate to webhooks: person + scope + number → webhook, or 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from qendra.accounts.models import Person
from qendra.tickets.access import entries_in_scope
from qendra.tickets.models import Entry
from qendra.webhooks.models import Webhook


def webhooks_of(person: Person, customer_id: int | None) -> QuerySet[Webhook]:
    """The webhooks that this person owns in this scope: of one customer, or as staff (None)."""
    return Webhook.objects.filter(owner=person, customer=customer_id).select_related("customer")


def webhook_of(person: Person, customer_id: int | None, webhook_id: int) -> Webhook:
    """One of them."""
    webhook = webhooks_of(person, customer_id).filter(id=webhook_id).first()
    if webhook is None:
        raise Http404
    return webhook


def entry_to_tell(webhook: Webhook, entry_id: int) -> Entry | None:
    """The entry, if the webhook's owner may read it at this moment."""
    entries = entries_in_scope(webhook.owner, webhook.customer_id)
    read = entries.select_related("actor", "words", "ticket")
    return read.prefetch_related("attachments__file").filter(id=entry_id).first()
