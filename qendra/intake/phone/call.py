"""A telephone call as an agent writes it down, and how its words are read. Pure: no Django."""

from __future__ import annotations

import re

SUBJECT_LENGTH = 80

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s")
_NOT_A_DIGIT = re.compile(r"\D")


def subject_of(description: str) -> str:
    """A subject where the agent had no time for one: the first sentence, cut at a word."""
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    first = _SENTENCE_END.split(line, maxsplit=1)[0].rstrip(".;")
    if len(first) <= SUBJECT_LENGTH:
        return first
    return first[:SUBJECT_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def digits_of(number: str) -> str:
    """What remains of a telephone number in any spelling: ``+355 69 …`` and ``00355-69…`` agree.

    Empty when there is no number in it.
    """
    digits = _NOT_A_DIGIT.sub("", number)
    is_international = number.strip().startswith("+")
    return digits if is_international else digits.removeprefix("00")


def is_same_number(one: str, other: str) -> bool:
    """Whether two spellings are one number; ``069 …`` is ``+355 69 …`` without its country."""
    first, second = digits_of(one), digits_of(other)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    national = shorter.removeprefix("0")
    return shorter.startswith("0") and len(national) >= 7 and longer.endswith(national)
