"""The secrets of webhooks: derived from the installation's key, so that no row holds one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from qendra.webhooks.models import Webhook
from qendra.webhooks.signing import as_secret


def new_salt() -> str:
    """128 random bits; kept in the row, and worth nothing without the installation's key."""
    return secrets.token_hex(16)


def secret_of(webhook: Webhook) -> str:
    """The webhook's present secret."""
    return _secret(webhook.salt)


def good_secrets(webhook: Webhook, now: datetime) -> Iterator[str]:
    """The secrets that sign at this moment: the present one, and the former for a day."""
    yield _secret(webhook.salt)
    if webhook.former_until and now < webhook.former_until:
        yield _secret(webhook.former_salt)


def _secret(salt: str) -> str:
    key = settings.SECRET_KEY.encode()
    return as_secret(hmac.new(key, f"webhook:{salt}".encode(), hashlib.sha256).digest())
