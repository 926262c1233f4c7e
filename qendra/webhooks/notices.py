"""What the owner of a webhook is told: rows of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.catalogue.selectors import provider as the_provider
from qendra.outbox.actions import queue_email
from qendra.webhooks.models import Because, Webhook

ABOUT = "webhook"


def tell_disabled(webhook: Webhook, now: datetime) -> None:
    """Tell the owner that nothing more is sent, why, and what helps.

    Nothing is queued for an owner who left, or who has no mail address.
    """
    owner, provider = webhook.owner, the_provider()
    if not owner.email or not owner.is_active:
        return
    told = {
        "webhook": {
            "id": webhook.id,
            "url": webhook.url,
            "failing_since": webhook.failing_since,
        },
        "name": owner.name,
        "provider": provider.name,
        "is_gone": webhook.disabled_because == Because.GONE,
        "zone": owner.time_zone,
    }
    with translation.override(owner.language):
        subject = _("Your webhook %(number)d is disabled") % {"number": webhook.id}
    key = f"webhook:{webhook.id}:disabled:{now.isoformat()}"
    domain = provider.support_address.partition("@")[2]
    queue_email(
        key=key,
        purpose="webhook_disabled",
        to_name=owner.name,
        to_address=owner.email,
        from_name=provider.name,
        from_address=provider.support_address,
        subject=subject,
        template="webhooks/mail/disabled.txt",
        told=told,
        language=owner.language,
        about_kind=ABOUT,
        about_id=webhook.id,
        message_id=f"webhook-{webhook.id}.{now.timestamp() * 1e6:.0f}@{domain}",
        is_automatic=True,
        now=now,
    )
