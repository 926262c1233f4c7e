"""Whether a telephone system itself posted this: by the secret that is derived for each."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from qendra.intake.phone.models import PhoneSystem
from qendra.webhooks.signing import as_secret, is_signed


def secret_of(system: PhoneSystem) -> str:
    """What its administrator enters there; no row holds it (decision 0012)."""
    about = f"telephone:{system.salt}".encode()
    return as_secret(hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest())


def system_that_signed(
    headers: Mapping[str, str], body: bytes, now: datetime
) -> PhoneSystem | None:
    """The active system whose signature this is; None when it is nobody's, or old."""
    for system in PhoneSystem.objects.filter(is_active=True).order_by("id"):
        if is_signed(headers, body=body, secret=secret_of(system), now=now):
            return system
    return None
