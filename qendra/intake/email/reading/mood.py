"""Does a sentence state what it names? Only what is said of now is a fact of a report (S6).

What is denied, asked, supposed, over, planned, or only talked about is none. In doubt it is not
stated: the customer is asked.
"""

import re
from itertools import islice

from qendra.intake.email.reading import mood_words as words
from qendra.intake.email.reading.sentences import Place, Sentences


def is_stated(place: Place) -> bool:
    """True where the sentence says that this is so now."""
    return not (
        is_supposed(place)
        or is_asked(place)
        or is_planned(place)
        or _is_denied(place)
        or _is_over(place)
        or words.ABOUT.search(place.clause_before)
        or words.HABIT_AFTER.match(place.after)
        or words.OBLIQUE.search(place.clause_before[-12:])
    )


def is_supposed(place: Place) -> bool:
    """ "If it is down …", "should the link fail", "it might be down"."""
    since = words.ANEW.split(place.before)[-1]
    return bool(
        words.SUPPOSED.search(since)
        or words.SUPPOSED_AFTER.match(place.clause_after)
        or words.POSSIBLE.search(place.clause_before)
    )


def is_asked(place: Place) -> bool:
    """ "Is it down?", but not "It is down, can you help?" and not "Why is it down?"."""
    if not place.is_asked or words.PRESUPPOSED.search(place.before):
        return False
    if words.ASKS_FOR_HELP.match(place.before.lstrip()):
        return False
    asks_for_help = bool(words.REQUEST.search(place.after))
    return not asks_for_help or bool(words.INTERROGATIVE.match(place.before + place.phrase))


def is_planned(place: Place) -> bool:
    """ "Will be down on Saturday", "please take the link down"."""
    return bool(
        words.PLANNED.search(place.clause_before)
        or words.PLANNED_AFTER.match(place.after)
        or words.PLANNED_DAY.search(place.before)
        or words.PLANNED_DAY.search(place.after)
    )


def tells_when_it_began(place: Place) -> bool:
    """True where a sentence with "since 10:15" is about a fault that is there, or was."""
    return not (
        is_supposed(place)
        or is_asked(place)
        or is_planned(place)
        or words.WELL.search(place.clause_before)
    )


def recovery_in(text: str, sentences: Sentences) -> int:
    """Where the text last says that all is well again: what was said before it is over. Else 0."""
    last = 0
    for match in islice(words.RECOVERED.finditer(text), 20):
        place = sentences.place(*match.span())
        is_awaited = words.AWAITED.search(place.before) or place.is_asked
        if not (is_awaited or is_supposed(place) or words.DENIED.search(place.clause_before)):
            last = match.start()
    return last


def _is_denied(place: Place) -> bool:
    return bool(
        words.DENIED.search(place.clause_before)
        or words.DENIED_CLOSELY.search(place.clause_before)
        or words.DENIED_AFTER.match(place.after)
    )


def _is_over(place: Place) -> bool:
    around = f"{place.before}{place.phrase}{place.after}"
    is_event = words.EVENT.search(place.phrase) or _ends_with_event(place.clause_before)
    return bool(
        words.PAST.search(place.clause_before)
        or words.PAST_AFTER.match(place.clause_after)
        or words.PAST_DAY.search(around)
        or (is_event and words.ENDED_AFTER.match(place.after))
    )


def _ends_with_event(before: str) -> re.Match[str] | None:
    return words.EVENT.search(before[-20:])
