"""The ticket ID (S3): eight digits that reveal nothing, and one check digit.

The eight digits are a keyed permutation of the ticket's place in the sequence: a Feistel
network over 0 … 99,999,999 whose round function is an HMAC. Every place has exactly one
number, so numbers never collide, and neither volume nor order can be read from them.
Stored form: nine digits (``123456789``). Shown form: ``IS-1234-5678-9``.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from qendra.lib import damm

_HALF = 10_000
CAPACITY = _HALF * _HALF
_ROUNDS = 6

# Any prefix of letters or none, then nine digits in any grouping.
_SPACES = r"[\s\-.\u2010-\u2015\u00a0]*"
_ID = re.compile(
    rf"(?<![0-9A-Za-z])(?P<prefix>[A-Za-z]{{1,6}})?{_SPACES}"
    rf"(?P<digits>[0-9]{{4}}{_SPACES}[0-9]{{4}}{_SPACES}[0-9])(?![0-9A-Za-z])"
)


class Reading(StrEnum):
    """What was found where a ticket ID may stand."""

    VALID = "valid"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True)
class FoundID:
    """A ticket ID as read from a text: the stored nine digits, and whether they can be right."""

    number: str
    reading: Reading


def number_for(place: int, key: bytes) -> str:
    """The nine digits of the ticket at ``place`` (0 … 99,999,999) in the sequence."""
    if not 0 <= place < CAPACITY:
        raise ValueError(f"the ticket sequence holds {CAPACITY} numbers; {place} is outside")
    left, right = divmod(place, _HALF)
    for turn in range(_ROUNDS):
        left, right = right, (left + _mix(right, turn, key)) % _HALF
    digits = f"{left:04d}{right:04d}"
    return digits + damm.check_digit(digits)


def shown(number: str, prefix: str) -> str:
    """``123456789`` as people see it: ``IS-1234-5678-9``."""
    return f"{prefix}-{number[:4]}-{number[4:8]}-{number[8]}"


def parse(text: str, prefix: str) -> FoundID | None:
    """Read a ticket ID that is the whole of ``text``, in any case and spacing, prefix or not."""
    match = _ID.fullmatch(text.strip())
    return _read(match, prefix) if match else None


def find_all(text: str, prefix: str) -> list[FoundID]:
    """Every ticket ID inside a longer text, in order; only with the installation's prefix."""
    found = (_read(m, prefix) for m in _ID.finditer(text) if m["prefix"])
    return [each for each in found if each is not None]


def _read(match: re.Match[str], prefix: str) -> FoundID | None:
    if match["prefix"] and match["prefix"].upper() != prefix.upper():
        return None
    digits = re.sub(r"\D", "", match["digits"])
    return FoundID(digits, Reading.VALID if damm.is_valid(digits) else Reading.MISTYPED)


def _mix(half: int, turn: int, key: bytes) -> int:
    digest = hmac.new(key, f"{turn}:{half}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % _HALF
