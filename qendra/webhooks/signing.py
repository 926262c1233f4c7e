"""Signatures of what is sent, by the convention of Standard Webhooks. Pure.

The key is the base64 behind ``whsec_``; signed is ``id.timestamp.body`` with HMAC-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

BEGINNING = "whsec_"
# How far, in seconds, the clocks of two houses may differ; older ones nobody sends again.
OLDEST = 300
DIGITS = 12


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


def is_signed(headers: Mapping[str, str], *, body: bytes, secret: str, now: datetime) -> bool:
    """Whether this body came with these headers from somebody who knows the secret, lately."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= DIGITS
    if not (message_id and is_number):
        return False
    if abs(now.timestamp() - int(timestamp)) > OLDEST:
        return False
    right = f"v1,{_signature(secret, f'{message_id}.{timestamp}.'.encode() + body)}"
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(right.encode(), each) for each in given)


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(BEGINNING))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
