"""Where the sentences of a mail begin and end, and the clauses in them."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# A mail program wraps long lines only; whoever ends a short one means it.
WRAPPED_LENGTH = 45
# What stands further away than this says nothing about a phrase.
REACH = 300

_END = re.compile(r"[.!?;…]+(?=\s|$)|\n")
BREAK = re.compile(
    r"[,:](?=\s|$)|[;()]|\s[-–—]+\s|\b(?:but|however|although|though|while|whereas|aber|jedoch|während|por|"
    r"ndërsa|mais|ma|mentre|pero)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """A phrase in its sentence. `clause_before` and `clause_after` reach to the next break only."""

    before: str
    phrase: str
    after: str
    clause_before: str
    clause_after: str
    is_asked: bool


class Sentences:
    """The sentences of one text, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [end.end() for end in _END.finditer(text) if not _is_wrap(text, end)]

    def place(self, start: int, end: int) -> Place:
        """What stands around the phrase between these places, in its own sentence."""
        first, last = self.span(start, end)
        before, after = self._text[first:start], self._text[end:last]
        is_asked = "?" in after[-4:]
        after = after.rstrip("?!.; \n")
        clause_before = BREAK.split(before)[-1]
        clause_after = BREAK.split(after, maxsplit=1)[0]
        phrase = self._text[start:end]
        return Place(before, phrase, after, clause_before, clause_after, is_asked)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence of that phrase begins and ends, as far as it matters."""
        index = bisect_right(self._ends, start)
        first = self._ends[index - 1] if index else 0
        index = bisect_right(self._ends, max(end - 1, start))
        last = self._ends[index] if index < len(self._ends) else len(self._text)
        return max(first, start - REACH), min(last, end + REACH)


def _is_wrap(text: str, end: re.Match[str]) -> bool:
    """True for a line's end in the middle of a sentence."""
    if end[0] != "\n":
        return False
    before = text[max(end.start() - WRAPPED_LENGTH, 0) : end.start()]
    is_long = len(before) == WRAPPED_LENGTH and "\n" not in before
    return is_long and text[end.end() : end.end() + 1].islower()
