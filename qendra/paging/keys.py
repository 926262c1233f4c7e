"""Secrets of transports and addresses: sealed in the rows, or derived so that no row has them."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from django.conf import settings

from qendra.lib.ciphers import sealed, unsealed
from qendra.paging.kinds import Kind, in_part, is_secret_address
from qendra.paging.messages import Values
from qendra.paging.models import Transport

_SECRETS = "transport"
_ADDRESS = "address of a page"


def new_salt() -> str:
    """128 random bits, worth nothing without the installation's key."""
    return secrets.token_hex(16)


def sealed_values(values: Values) -> str:
    """Secret settings as they are stored."""
    return sealed(_SECRETS, json.dumps(dict(values), sort_keys=True))


def secrets_of(transport: Transport) -> dict[str, str]:
    """The secret settings of a transport; none where they were sealed with another key."""
    text = unsealed(_SECRETS, transport.secrets) if transport.secrets else None
    return {str(name): str(value) for name, value in json.loads(text or "{}").items()}


def settings_of(transport: Transport) -> dict[str, str]:
    """All that its requests are made of."""
    return {**transport.values, **secrets_of(transport)}


def stored_address(kind: Kind, address: str) -> str:
    """The address as a row keeps it."""
    return sealed(_ADDRESS, address) if address and is_secret_address(kind) else address


def address_of(kind: Kind, stored: str) -> str:
    """The address again; empty where it was sealed with another key."""
    return (unsealed(_ADDRESS, stored) or "") if stored and is_secret_address(kind) else stored


def shown_address(kind: Kind, stored: str) -> str:
    """The address as pages show it."""
    return in_part(kind, address_of(kind, stored))


def signing_key(transport: Transport, address: str) -> bytes:
    """What signs the requests to one address of a webhook transport."""
    about = f"page:{transport.salt}:{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest()
