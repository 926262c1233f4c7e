"""How an ID is said on the telephone: letters by the ICAO alphabet, digits as spoken. Pure.

In English whatever the page's language: so are the calls (G3).
"""

from __future__ import annotations

import re

_LETTERS = (
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett",
    "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango",
    "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu",
)  # fmt: skip
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SAID = {word[0]: word for word in _LETTERS} | {str(digit): _DIGITS[digit] for digit in range(10)}

_APART = re.compile(r"[^A-Z0-9]+")


def spelled(text: str) -> tuple[str, ...]:
    """``IS-1234-5678-9`` in groups of words, with a breath between: ``India Sierra``, …"""
    groups = _APART.split(text.upper())
    return tuple(" ".join(SAID[sign] for sign in group) for group in groups if group)
