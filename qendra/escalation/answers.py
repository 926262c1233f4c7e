"""What the person of a level answers to a page: by mail, by SMS, or on the keys of a telephone.

Pure: no Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """What is asked for; ``called`` is on the keys only: the customer was called back."""

    ACKNOWLEDGE = "ack"
    TAKE = "take"
    ESCALATE = "escalate"
    CALLED = "called"


KEYS = {"1": Word.ACKNOWLEDGE, "2": Word.TAKE, "3": Word.ESCALATE, "4": Word.CALLED}


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A word, the code of the step that it is about, and what was written after it."""

    word: Word
    code: str
    words: str = ""


_SHORT = re.compile(
    r"\s*(ack|acknowledged?|take|escalate)[\s:.,#-]*(\d{5})(?!\d)[\s:.,!-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)


def short_answer_in(text: str) -> ShortAnswer | None:
    """The answer in an SMS; None when it is none."""
    found = _SHORT.fullmatch(text)
    if found is None:
        return None
    said = found[1].lower()
    word = Word.ACKNOWLEDGE if said.startswith("ack") else Word(said)
    return ShortAnswer(word, found[2], " ".join(found[3].split()))
