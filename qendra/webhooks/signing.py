"""Signatures of what is sent, by the convention of Standard Webhooks. Pure.

The key is the base64 behind ``whsec_``; signed is ``id.timestamp.body`` with HMAC-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

BEGINNING = "whsec_"


def as_secret(key: bytes) -> str:
    """The key as the owner of a webhook gets it."""
    return BEGINNING + base64.b64encode(key).decode()


def signed_headers(
    *, message_id: str, now: datetime, body: bytes, secrets: Iterable[str]
) -> dict[str, str]:
    """The three headers of one attempt at this moment, with one signature for each secret.

    The receiver takes the message when one signature is right, and refuses timestamps
    (seconds since 1970) that are old, so that nobody can send a message of ours again.
    """
    timestamp = str(int(now.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(each, content)}" for each in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(BEGINNING))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
