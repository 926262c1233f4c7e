"""Signed links and addresses: proof that we ourselves wrote them.

A link names one purpose and what it is about, expires, and never acts on GET (mail scanners
press every link): the page behind it has one button. Revocation is the caller's: what the
link is about carries a part that changes (the step, the round of resolving).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.core import signing


def link_token(purpose: str, about: str, *, until: datetime) -> str:
    """A URL-safe token for ``purpose`` and ``about`` that is worth something until ``until``."""
    content = {"about": about, "until": int(until.timestamp())}
    return signing.Signer(salt=f"qendra.link.{purpose}").sign_object(content)


def read_link_token(purpose: str, token: str, *, now: datetime) -> str | None:
    """What the token is about, or None when it is forged, expired or for another purpose."""
    try:
        content = signing.Signer(salt=f"qendra.link.{purpose}").unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return str(content["about"]) if content["until"] > now.timestamp() else None


def address_tag(purpose: str, value: str) -> str:
    """A short lower-case signature that survives a mail address or a Message-ID (80 bits)."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def is_address_tag(purpose: str, value: str, tag: str) -> bool:
    """Whether ``tag`` is ours for ``value``; compared in constant time."""
    return hmac.compare_digest(address_tag(purpose, value), tag.lower())
