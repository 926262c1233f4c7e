"""When did it start? ISO and European dates, "since 10:15", "yesterday 22:40", "20 minutes ago".

A start is never in the future and never guessed: a day without a time, a name of several zones, an
impossible date, two starts that differ are no fact; the customer is asked instead.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from qendra.intake.email.reading import mood_words
from qendra.intake.email.reading import time_words as words
from qendra.intake.email.reading.mood import tells_when_it_began
from qendra.intake.email.reading.sentences import Place, Sentences
from qendra.intake.email.reading.wall_time import Written, ago, moment_of, names_a_day

_PATTERNS = (words.STAMP, words.TIME_THEN_DATE, words.TIME)


@dataclass(frozen=True)
class Moment:
    """A moment in UTC and the place of the words that name it."""

    at: datetime
    span: tuple[int, int]


def moment_in_value(value: str, written: Written) -> Moment | None:
    """The moment that a labelled value names anywhere in it, or None."""
    value = value[:200]
    if words.BETWEEN.search(value):
        return None
    for pattern in _PATTERNS:
        match = pattern.search(value)
        if match is None:
            continue
        at = moment_of(match, written)
        if at is not None:
            return Moment(at, match.span())
        if pattern is not words.TIME:
            return None
    passed = words.AGO.search(value)
    return _before(passed, written) if passed else None


def moment_alone(line: str, written: Written) -> Moment | None:
    """The moment of a line that says nothing but a time, such as "10:15" or "at 9:30 UTC"."""
    bare = words.LEAD.sub("", line.strip())
    for pattern in _PATTERNS:
        match = pattern.fullmatch(bare)
        if match is not None:
            at = moment_of(match, written)
            return Moment(at, (0, len(line))) if at else None
    return None


def moment_in_text(text: str, written: Written) -> Moment | None:
    """The start that running text names after a word such as "since", or by day and time."""
    sentences = Sentences(text)
    began = [
        moment
        for trigger in islice(words.TRIGGER.finditer(text), 50)
        if (moment := _after(trigger, sentences, written)) is not None
    ]
    if began:
        return began[0] if len({moment.at for moment in began}) == 1 else None
    return _by_day_word(text, sentences, written) or _by_ago(text, sentences, written)


def _after(trigger: re.Match[str], sentences: Sentences, written: Written) -> Moment | None:
    """What follows a word such as "since", in a sentence about a fault."""
    text = trigger.string
    if not tells_when_it_began(sentences.place(*trigger.span())):
        return None
    rest = text[trigger.end() : trigger.end() + 80]
    for pattern in _PATTERNS:
        match = pattern.match(rest)
        if match is not None:
            span = (trigger.start(), trigger.end() + match.end())
            at = _on_its_day(match, sentences.place(*span), trigger, written)
            if at is not None:
                return Moment(at, span)
            if pattern is not words.TIME:
                return None
    passed = words.AGO.match(text, trigger.start())
    return _before(passed, written) if passed else None


def _on_its_day(
    match: re.Match[str], place: Place, trigger: re.Match[str], written: Written
) -> datetime | None:
    """The moment, unless its sentence names a day that may be another one."""
    if names_a_day(match):
        return moment_of(match, written)
    around = f"{place.before} {place.after}"
    said = {day.lower() for day in words.DAY.findall(around)} - words.TODAY
    if not said and not words.OTHER_DAY.search(around):
        return moment_of(match, written)
    # "Yesterday the link went down at 22:40" is clear; "we called yesterday, down since 22:40" not.
    day = words.DAY.search(place.clause_before)
    is_clear = len(said) == 1 and day and not words.OTHER_DAY.search(around)
    is_event = mood_words.EVENT.match(trigger[0])
    return moment_of(match, written, day[0]) if day and is_clear and is_event else None


def _by_day_word(text: str, sentences: Sentences, written: Written) -> Moment | None:
    """ "yesterday 22:40" alone is clear enough; a bare date and time in running text is not."""
    for match in islice(words.STAMP.finditer(text), 20):
        if not match["word"] or not _is_about_a_fault(sentences.place(*match.span())):
            continue
        at = moment_of(match, written)
        if at is not None:
            return Moment(at, match.span())
    return None


def _by_ago(text: str, sentences: Sentences, written: Written) -> Moment | None:
    for match in islice(words.AGO.finditer(text), 20):
        is_down = words.DOWN.search(text[max(match.start() - 20, 0) : match.start()])
        if is_down or (match["ago"] and _is_about_a_fault(sentences.place(*match.span()))):
            return _before(match, written)
    return None


def _is_about_a_fault(place: Place) -> bool:
    """Not "I called you 20 minutes ago"."""
    around = f"{place.clause_before} {place.clause_after}"
    is_bare = not any(map(str.isalnum, around))
    return (is_bare or bool(mood_words.FAULTY.search(around))) and tells_when_it_began(place)


def _before(match: re.Match[str], written: Written) -> Moment | None:
    at = ago(match, written)
    return Moment(at, match.span()) if at else None
