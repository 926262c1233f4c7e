"""Tokens that could be a service or circuit ID, and IP addresses.

Which IDs exist is for the database to say, and only among the sender's own; here is only what
looks like one.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

CANDIDATE_LIMIT = 50
ADDRESS_LIMIT = 20
VALUE_LIMIT = 80

_TOKEN = re.compile(
    r"(?<![\w@./:-])(?=[A-Za-z0-9_./-]{0,60}\d)(?=[0-9_./-]{0,60}[A-Za-z])"
    r"[A-Za-z0-9]{1,30}(?:[-_./][A-Za-z0-9]{1,30}){0,6}(?![\w@])"
)
_NUMBER = re.compile(r"(?<![\w@./:+-])\d{5,12}(?![\w@./:-])")
_LOOSE = re.compile(r"[A-Za-z0-9]{1,30}(?:[-_./][A-Za-z0-9]{1,30}){0,6}")
_NOT_AN_ID = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|ms|s|m|h|min|am|pm|mbit|mbps|gbit|gbps|mb|gb|tb|kb|km|k|v|x|g|u|w|pct|"
    r"bytes?|hz|ghz|mhz)|\d{1,2}h\d{0,2}|\d{4}-\d\d-\d\dt\d.{0,20}|ipv[46]|utf-?\d+|24x7|"
    r"\d{1,2}[-/]\d{1,2}|"
    r"gmt[+-]?\d*|utc[+-]?\d*|(?:gi|te|xe|ge|et|eth|hu|fa|po|bond|ens|"
    r"enp)[a-z]{0,20}-?\d[\d/.:]*|as\d{1,10}|"
    r"icmp_?\w*|ttl\W?\d+|v\d+(?:\.\d+)*",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\w.:-])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w-]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?:/\d{1,3})?(?![\w:])"
)


@dataclass(frozen=True)
class Token:
    """A piece of the text that looks like an identifier or is an address, and its place."""

    value: str
    span: tuple[int, int]


def identifier_candidates(text: str) -> list[Token]:
    """What could be an ID in running text, each once, at most 50, in the order of the text."""
    found: dict[str, Token] = {}
    for token in identifiers_in(text):
        found.setdefault(token.value.upper(), token)
        if len(found) >= CANDIDATE_LIMIT:
            break
    return list(found.values())


def identifiers_in(text: str) -> Iterator[Token]:
    """Everything that could be an ID, as often as it stands there, in the order of the text."""
    matches = [*_TOKEN.finditer(text), *_NUMBER.finditer(text)]
    for match in sorted(matches, key=lambda one: one.start()):
        if not _NOT_AN_ID.fullmatch(match[0]) and not _is_address(match[0]):
            yield Token(match[0], match.span())


def identifier_in(value: str) -> str:
    """The ID in a labelled value: its first word that looks like one, else all of it as written.

    "IPT-20417 (Pristina)" → "IPT-20417"; "our main line 2" stays.
    """
    return next(_identifiers_in(value), None) or " ".join(value[:VALUE_LIMIT].split())


def names_an_identifier(value: str) -> bool:
    """Whether a word of the value looks like an ID, as in "our line (IPT-10001)"."""
    return next(_identifiers_in(value), None) is not None


def words_with_digits(value: str) -> list[str]:
    """The words of a labelled value that have a digit, at most 10."""
    words = [match[0] for match in _LOOSE.finditer(value[:VALUE_LIMIT])]
    return [word for word in words if any(map(str.isdigit, word))][:10]


def addresses_in(text: str) -> list[Token]:
    """IPv4 and IPv6 addresses (also with a prefix length), canonical, each once, at most 20."""
    found: dict[str, Token] = {}
    matches = [*_IPV4.finditer(text), *_IPV6.finditer(text)]
    for match in sorted(matches, key=lambda one: one.start()):
        if (address := _canonical(match[0])) is not None:
            found.setdefault(address, Token(address, match.span()))
        if len(found) >= ADDRESS_LIMIT:
            break
    return list(found.values())


def _identifiers_in(value: str) -> Iterator[str]:
    for word in words_with_digits(value):
        if len(word) >= 4 and not _NOT_AN_ID.fullmatch(word) and not _is_address(word):
            yield word


def _is_address(value: str) -> bool:
    return _canonical(value) is not None


def _canonical(value: str) -> str | None:
    try:
        interface = ipaddress.ip_interface(value)
    except ValueError:
        return None
    # "::" and "0.0.0.0" name no host; "10:15" is not read as IPv6 by ipaddress anyway.
    return None if interface.ip.is_unspecified else str(interface.ip)
