"""What the owner of a webhook does with it. Whose it is, is asked at the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.lib.errors import Refused
from qendra.webhooks.keys import new_salt
from qendra.webhooks.models import Attempt, Because, Delivery, State, Webhook
from qendra.webhooks.retries import PATIENCE

MOST = 20
# So long the former secret signs beside the new one, for receivers that still know it only.
FORMER_SECRET = timedelta(days=1)


@transaction.atomic
def create_webhook(
    *, owner: Person, customer: Customer | None, url: str, kinds: Sequence[str], now: datetime
) -> Webhook:
    """A new webhook, enabled: for entries of this customer, or of all as staff reads them.

    Refused when the owner has 20 already: every one multiplies what each entry costs.
    """
    # Two at once count one after the other.
    Person.objects.select_for_update().get(id=owner.id)
    if Webhook.objects.filter(owner=owner).count() >= MOST:
        raise Refused(_("You have %(count)d webhooks; delete one first.") % {"count": MOST})
    return Webhook.objects.create(
        owner=owner,
        customer=customer,
        url=url,
        kinds=sorted(set(kinds)),
        salt=new_salt(),
        created_at=now,
        next_attempt_at=now,
    )


@transaction.atomic
def change_webhook(
    *,
    webhook_id: int,
    now: datetime,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    is_enabled: bool | None = None,
) -> Webhook:
    """Change what is not None.

    ``kinds`` hold for entries to come; what waits goes to the new ``url`` at once. Refused when
    there is no such webhook.
    """
    webhook = locked(webhook_id)
    if kinds is not None:
        webhook.kinds = sorted(set(kinds))
    if url is not None and url != webhook.url:
        webhook.url = url
        _begin_anew(webhook, now)
    webhook.save()
    if is_enabled is not None and is_enabled != webhook.is_enabled:
        return _enable(webhook, now) if is_enabled else _disable(webhook, now)
    return webhook


@transaction.atomic
def enable_webhook(*, webhook_id: int, now: datetime) -> Webhook:
    """Send again, beginning with what was kept, with all its attempts anew; again is no error.

    Refused when there is none.
    """
    webhook = locked(webhook_id)
    return webhook if webhook.is_enabled else _enable(webhook, now)


@transaction.atomic
def disable_webhook(*, webhook_id: int, now: datetime) -> Webhook:
    """Send nothing more; what happens meanwhile is kept for 30 days. Again is no error.

    An attempt that is under way goes to its end. Refused when there is none.
    """
    webhook = locked(webhook_id)
    return _disable(webhook, now) if webhook.is_enabled else webhook


@transaction.atomic
def hand_over_webhooks(*, owner: Person, to: Person | None, now: datetime) -> None:
    """The webhooks of staff that this person owns are ``to``'s from now on, else disabled.

    Those of a customer end with the person: nobody else speaks for the customer.
    """
    owned = Webhook.objects.select_for_update().filter(owner=owner).order_by("id")
    for webhook in owned:
        if to is not None and webhook.customer_id is None:
            webhook.owner = to
            webhook.save(update_fields=["owner"])
        elif webhook.is_enabled:
            _disable(webhook, now)


@transaction.atomic
def renew_secret(*, webhook_id: int, now: datetime) -> Webhook:
    """Sign with a new secret, and for a day with the former one too. Refused when there is none."""
    webhook = locked(webhook_id)
    webhook.former_salt, webhook.former_until = webhook.salt, now + FORMER_SECRET
    webhook.salt = new_salt()
    webhook.save(update_fields=["salt", "former_salt", "former_until"])
    return webhook


@transaction.atomic
def delete_webhook(*, webhook_id: int) -> None:
    """Remove the webhook with its deliveries and their log. Refused when there is none."""
    webhook = locked(webhook_id)
    Attempt.objects.filter(delivery__webhook=webhook).delete()
    Delivery.objects.filter(webhook=webhook).delete()
    webhook.delete()


def locked(webhook_id: int) -> Webhook:
    """The webhook, locked until the transaction ends."""
    webhooks = Webhook.objects.select_for_update(of=("self",)).select_related("owner")
    webhook = webhooks.filter(id=webhook_id).first()
    if webhook is None:
        raise Refused(_("There is no webhook %(number)d.") % {"number": webhook_id})
    return webhook


def _enable(webhook: Webhook, now: datetime) -> Webhook:
    webhook.disabled_at, webhook.disabled_because = None, ""
    _begin_anew(webhook, now)
    webhook.save()
    return webhook


def _begin_anew(webhook: Webhook, now: datetime) -> None:
    """Forget how often the receiver failed; all that waits is due."""
    webhook.failures, webhook.failing_since = 0, None
    # A deliverer that is still at it keeps its lease: two at once would cross.
    webhook.next_attempt_at = max(now, webhook.lease_until or now)
    webhook.deliveries.filter(state=State.WAITING).update(
        attempts=0, next_attempt_at=now, give_up_after=now + PATIENCE
    )


def _disable(webhook: Webhook, now: datetime) -> Webhook:
    webhook.disabled_at, webhook.disabled_because = now, Because.OWNER
    webhook.save(update_fields=["disabled_at", "disabled_because"])
    return webhook
