"""Impact, urgency and permanence: from labelled values, and from phrases that leave no doubt.

A weak word ("slow", "problem", "outage?") is never enough: a missing fact is asked for, a guessed
one is believed (S6). Two phrases that disagree cancel each other.
"""

import re
from dataclasses import dataclass

from qendra.intake.email.reading.impact_words import (
    BARE_IMPACT,
    IMPACT_PHRASES,
    LABEL_WORDS,
    PERMANENCE_PHRASES,
)

_LEFT_OUT = re.compile(
    r"(?:\bnot|\bn't|\bnicht|\bnuk|\bkein\w*|\bno|\bno longer|\bwithout|\bohne|\bpa|\bif|\bwhen|"
    r"\bwhether|\bfalls|\bwenn|\bnëse|\bwas|\bwere|\bhad been|\bnever|\b0 ?%|\b0[.,]0+ ?%|\b100 ?%|"
    r"\bhave no|\bany)(?: (?:the|our|a|an|any|is|it|see|seeing|that|of|more|to be|get)){0,3}\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;\n]\s")


@dataclass(frozen=True)
class Reading:
    """One canonical word and the place of the phrase that says so."""

    value: str
    span: tuple[int, int]


def from_label(name: str, value: str) -> str | None:
    """The canonical word of a labelled impact, urgency or permanence; None where it is unclear."""
    low = value[:200].casefold()
    words = LABEL_WORDS[name]
    matching = [word for word, patterns in words.items() if _any(patterns, low)]
    if name == "impact":
        # "non-service affecting" also contains "service affecting": the order of the table decides.
        return matching[0] if matching else None
    return matching[0] if len(matching) == 1 else None


def impact_alone(line: str) -> str | None:
    """The impact of a line that says nothing else, such as "total outage" or "degradation"."""
    match = BARE_IMPACT.fullmatch(line.strip(" .!"))
    return from_label("impact", match[1]) if match else None


def impact_in(text: str) -> Reading | None:
    """The impact that running text states beyond doubt; None where it is unclear or disputed."""
    return _only_one(text, _IMPACT_PATTERNS)


def permanence_in(text: str) -> Reading | None:
    """Intermittent or permanent, where running text says exactly one of them."""
    return _only_one(text, _PERMANENCE_PATTERNS)


def _any(patterns: tuple[str, ...], low: str) -> bool:
    return any(re.search(pattern, low) for pattern in patterns)


def _compiled(table: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {word: re.compile("|".join(phrases), re.IGNORECASE) for word, phrases in table.items()}


_IMPACT_PATTERNS = _compiled(IMPACT_PHRASES)
_PERMANENCE_PATTERNS = _compiled(PERMANENCE_PHRASES)


def _only_one(text: str, patterns: dict[str, re.Pattern[str]]) -> Reading | None:
    found: dict[str, Reading] = {}
    taken: list[tuple[int, int]] = []
    # The negated phrases first: "not service affecting" must not count as its opposite as well.
    for word in reversed(patterns):
        for match in patterns[word].finditer(text):
            if _overlaps(match.span(), taken) or not _is_stated(text, match.start(), match.end()):
                continue
            taken.append(match.span())
            found.setdefault(word, Reading(word, match.span()))
            if len(taken) > 20:
                break
    return next(iter(found.values())) if len(found) == 1 else None


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _is_stated(text: str, start: int, end: int) -> bool:
    """False where the phrase is denied, conditional, past or asked."""
    before = text[max(start - 60, 0) : start]
    before = _SENTENCE_END.split(before)[-1]
    if _LEFT_OUT.search(before):
        return False
    after = _SENTENCE_END.split(text[end : end + 60] + " ")[0]
    return not after.rstrip().endswith("?")
