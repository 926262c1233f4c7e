"""Which addresses can receive mail, and how they are written on the wire. Pure."""

from __future__ import annotations

import re
import unicodedata

# Dot-atoms of RFC 5322 and RFC 6532. Quoted local parts and address literals are refused:
# nobody's real address needs them, and quoting is where header injection hides.
_ATOM = r"[^\s\x00-\x20\x7f-\xa0()<>\[\]:;@\\,.\"]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class Unsendable(Exception):
    """No server could deliver this message. The text says why, in plain English."""


def wire_address(raw: str) -> str:
    """The address with its domain in ASCII; the local part may need SMTPUTF8 (RFC 6531).

    Raises Unsendable, with the reason, for what is no address.
    """
    local, at, domain = raw.rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        raise Unsendable(f"{raw!r} is not a mail address.")
    try:
        length = len(local.encode())
    except UnicodeEncodeError as error:
        raise Unsendable(f"{raw!r} is not a mail address.") from error
    if length > 64:
        raise Unsendable("The part before the @ is longer than 64 bytes.")
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
        meant = ascii_domain.encode("ascii").decode("idna")
    except UnicodeError as error:
        raise Unsendable(f"{domain!r} is not a domain.") from error
    # The codec knows IDNA 2003 only, which turns some letters (ß, ς) into others: that would
    # be somebody else's domain.
    if meant != unicodedata.normalize("NFC", domain).lower():
        raise Unsendable(f"The domain {domain!r} has no certain form in ASCII.")
    if len(ascii_domain) > 253 or not _DOMAIN.fullmatch(ascii_domain):
        raise Unsendable(f"{domain!r} is not a domain.")
    return ascii_domain
