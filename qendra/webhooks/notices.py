"""What the owner of a webhook is told: rows of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.catalogue.notices import tell_person
from qendra.catalogue.selectors import provider as the_provider
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
        "is_gone": webhook.disabled_because == Because.GONE,
    }
    with translation.override(owner.language):
        subject = _("Your webhook %(number)d is disabled") % {"number": webhook.id}
    key = f"webhook:{webhook.id}:disabled:{now.isoformat()}"
    domain = provider.support_address.partition("@")[2]
    tell_person(
        owner,
        provider=provider,
        key=key,
        purpose="webhook_disabled",
        subject=subject,
        template="webhooks/mail/disabled.txt",
        told=told,
        about=(ABOUT, webhook.id),
        message_id=f"webhook-{webhook.id}.{now.timestamp() * 1e6:.0f}@{domain}",
        now=now,
    )
