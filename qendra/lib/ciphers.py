"""Secrets that must be read again: in the database they are worth nothing without the key file."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def sealed(purpose: str, secret: str) -> str:
    """The secret as it is stored; another one each time."""
    return _cipher(purpose).encrypt(secret.encode()).decode("ascii")


def unsealed(purpose: str, stored: str) -> str | None:
    """The secret again; None for what was sealed for another purpose, or with another key."""
    try:
        return _cipher(purpose).decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def _cipher(purpose: str) -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), f"sealed:{purpose}".encode(), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key.digest()))
