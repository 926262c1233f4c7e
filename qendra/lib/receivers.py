"""Where webhooks may go: what a URL must look like, and which IP addresses are reached. Pure.

The URL comes from outside and we send from inside: without these rules whoever makes a webhook
could reach what only our own network should (server-side request forgery).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

LONGEST = 2000

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

# Visible ASCII without what browsers and libraries read in different ways.
_PLAIN = re.compile(r"[!-;=?-\[\]_a-z~]+")
# IPv6 addresses that a gateway turns into the IPv4 address of their last 32 bits (RFC 6052).
_TRANSLATED = ip_network("64:ff9b::/96")
# Inside by their definition, and unknown to the standard library (RFC 3879, RFC 8215).
_LOCAL = (ip_network("fec0::/10"), ip_network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True)
class Receiver:
    """A URL in its parts; ``target`` is path and query."""

    host: str
    port: int
    target: str
    netloc: str
    is_secure: bool


def read(url: str, inside: Networks) -> Receiver:
    """The receiver at this URL. ValueError with a sentence when webhooks may not go there.

    ``inside`` are the networks that the operator opened although they are not public; only
    where there are some, plain http is taken. A name is not looked up here: whether its
    addresses may be reached is asked when it is.
    """
    parts = _parts(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and inside):
        raise ValueError("the address must begin with https://")
    if "@" in parts.netloc:
        raise ValueError("an address with a user or a password is not taken")
    if parts.fragment or not parts.hostname:
        raise ValueError("write the whole address, with a host and without a part after #")
    receiver = Receiver(
        host=parts.hostname,
        port=_port(parts),
        target=f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/",
        netloc=parts.netloc,
        is_secure=parts.scheme == "https",
    )
    literal = _literal(receiver.host)
    if literal and not may_reach(literal, inside, is_secure=receiver.is_secure):
        raise ValueError("webhooks may not go to this IP address")
    return receiver


def may_reach(address: Address, inside: Networks, *, is_secure: bool) -> bool:
    """Whether webhooks may go to this address: a public one with TLS, or one of ``inside``."""
    meant = _meant(address)
    if any(meant in network for network in inside):
        return True
    is_public = meant.is_global and not meant.is_multicast
    return is_secure and is_public and not any(meant in network for network in _LOCAL)


def _meant(address: Address) -> Address:
    """The address that is reached in the end: also behind one that only carries another."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    carried = address.ipv4_mapped or address.sixtofour
    # Teredo names its server and its client; the second is the one that is reached.
    return carried or (address.teredo[1] if address.teredo else address)


def _parts(url: str) -> SplitResult:
    if len(url) > LONGEST:
        raise ValueError(f"the address is longer than {LONGEST} characters")
    if not _PLAIN.fullmatch(url):
        raise ValueError("write the address in ASCII, everything else encoded")
    try:
        return urlsplit(url)
    except ValueError:
        raise ValueError("this is no address of a receiver") from None


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("the port must be between 1 and 65535")
    return port or (443 if parts.scheme == "https" else 80)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
