"""Secrets of transports and addresses: sealed in the rows, or derived so that no row has them."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from django.conf import settings

from qendra.lib.ciphers import sealed, unsealed
from qendra.lib.links import address_tag, is_address_tag
from qendra.paging.kinds import Kind, in_part, is_secret_address
from qendra.paging.messages import Values
from qendra.paging.models import Page, Transport, Way

_SECRETS = "transport"
_ADDRESS = "address of a page"
_INCOMING, _CALL, _PIN = "incoming", "call of a page", "pin of a way"


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


def incoming_key(transport: Transport) -> str:
    """What stands in the addresses to which a gateway posts: it shows that we gave them to it."""
    return f"{transport.id}-{address_tag(_INCOMING, f'{transport.id}:{transport.salt}')}"


def is_incoming_key(transport: Transport, key: str) -> bool:
    """Whether this is it; compared in constant time."""
    about = f"{transport.id}:{transport.salt}"
    return is_address_tag(_INCOMING, about, key.partition("-")[2])


def call_key(page: Page) -> str:
    """What names the call of one page in the address to which its keys are posted."""
    return f"{page.id}-{address_tag(_CALL, page.key)}"


def is_call_key(page: Page, key: str) -> bool:
    """Whether this is it."""
    return is_address_tag(_CALL, page.key, key.partition("-")[2])


def sealed_pin(pin: str) -> str:
    """A PIN as it is stored."""
    return sealed(_PIN, pin) if pin else ""


def pin_of(way: Way | None) -> str:
    """The PIN of a way; empty for none."""
    return (unsealed(_PIN, way.pin) or "") if way and way.pin else ""
