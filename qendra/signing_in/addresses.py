"""Where a request comes from, through the proxies whose word we take."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 (nothing listens on it: the caller came over a socket file)


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks. A header counts only when a proxy of ours wrote it."""
    nearest = _read(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if told and (nearest is None or _is_proxy(nearest)):
        return _read(told) or nearest or UNKNOWN
    return nearest or UNKNOWN


def _is_proxy(address: str) -> bool:
    found = ip_address(address)
    return found.is_loopback or any(found in network for network in settings.PROXIES)


def _read(text: str) -> str | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    # ::ffff:192.0.2.1 is 192.0.2.1, met on a socket for both.
    return str(getattr(found, "ipv4_mapped", None) or found)
