"""Impact, urgency and permanence: from labelled values, and from phrases that leave no doubt.

A weak word ("problem", "outage?", "it is slow") is never enough: a missing fact is asked for, a
guessed one is believed (S6). Two phrases that disagree cancel each other.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from qendra.intake.email.reading.impact_words import (
    BARE_IMPACT,
    IMPACT_PHRASES,
    LABEL_WORDS,
    PERMANENCE_PHRASES,
)
from qendra.intake.email.reading.mood import is_stated, recovery_in
from qendra.intake.email.reading.sentences import Sentences

PHRASE_LIMIT = 40


@dataclass(frozen=True)
class Reading:
    """One canonical word and the place of the phrase that says so."""

    value: str
    span: tuple[int, int]


@dataclass(frozen=True)
class _Phrase:
    """A phrase of the text, and whether the text says that it is so."""

    value: str
    span: tuple[int, int]
    is_stated: bool


@dataclass(frozen=True)
class _Told:
    """What one text says; what stands before `over` is over by the text's own words."""

    phrases: tuple[_Phrase, ...]
    over: int


def from_label(name: str, value: str) -> str | None:
    """The canonical word of a labelled impact, urgency or permanence; None where it is unclear."""
    value = value[:200]
    found = _phrases(value, Sentences(value), _LABEL_PATTERNS[name])
    stated = {phrase.value for phrase in found if phrase.is_stated}
    return stated.pop() if len(stated) == 1 else None


def impact_alone(line: str) -> str | None:
    """The impact of a line that says nothing else, such as "total outage" or "degradation"."""
    match = BARE_IMPACT.fullmatch(line.strip(" .!"))
    return from_label("impact", match[1]) if match else None


def impact_in(text: str) -> Reading | None:
    """The impact that running text states beyond doubt; None where it is unclear or disputed."""
    return _only_one("impact", text)


def permanence_in(text: str) -> Reading | None:
    """Intermittent or permanent, where running text says exactly one of them."""
    return _only_one("permanence", text)


def is_open(name: str, text: str, value: str) -> bool:
    """Whether a text leaves it to its heading to say that the impact or permanence is this.

    Not so where the text says something itself, denies this value, or tells that it is over.
    """
    told = _told(name, text)
    is_told = any(phrase.is_stated or phrase.value == value for phrase in told.phrases)
    return not is_told and not told.over


def _lower(text: str) -> str:
    """In lower case, every letter at its place: to match so is several times faster."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _compiled(table: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {word: re.compile("|".join(phrases)) for word, phrases in table.items()}


_TEXT_PATTERNS = {"impact": _compiled(IMPACT_PHRASES), "permanence": _compiled(PERMANENCE_PHRASES)}
_LABEL_PATTERNS = {name: _compiled(table) for name, table in LABEL_WORDS.items()}


def _only_one(name: str, text: str) -> Reading | None:
    told = _told(name, text)
    left = [each for each in told.phrases if each.is_stated and each.span[0] >= told.over]
    if len({phrase.value for phrase in left}) != 1:
        return None
    return Reading(left[0].value, left[0].span)


@lru_cache(maxsize=16)
def _told(name: str, text: str) -> _Told:
    """Remembered, because the same mail is read for its service, its facts and its heading."""
    sentences = Sentences(text)
    phrases = _phrases(text, sentences, _TEXT_PATTERNS[name])
    return _Told(tuple(phrases), recovery_in(text, sentences))


def _phrases(
    text: str, sentences: Sentences, patterns: dict[str, re.Pattern[str]]
) -> list[_Phrase]:
    """At most 40 phrases of each value, first one first, none in another one."""
    found: list[_Phrase] = []
    low = _lower(text)
    # The negated phrases first: "not service affecting" must not count as its opposite as well.
    for value in reversed(patterns):
        taken = [phrase.span for phrase in found]
        for match in islice(patterns[value].finditer(low), PHRASE_LIMIT):
            if not _overlaps(match.span(), taken):
                is_so = is_stated(sentences.place(*match.span()))
                found.append(_Phrase(value, match.span(), is_so))
    return sorted(found, key=lambda phrase: phrase.span)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
