"""The secret of a token: long and random, so that a fast keyed hash is enough to keep it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

BEGINNING = "qendra_"


def new_secret() -> str:
    """256 random bits in letters, with a beginning by which scanners of code know it."""
    return BEGINNING + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of it: HMAC-SHA256 with the installation's secret key, as hexadecimal."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"api-token:" + secret.encode(), hashlib.sha256).hexdigest()
