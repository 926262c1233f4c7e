"""Of several services in one mail: which one is the fault said of?

"IPT-1 is fine, but IPT-2 is down" is about IPT-2; "IPT-1 or IPT-2" is about neither.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from qendra.intake.email.reading.identifiers import Token
from qendra.intake.email.reading.mood import is_planned, is_supposed
from qendra.intake.email.reading.mood_words import FAULTY
from qendra.intake.email.reading.sentences import BREAK, Sentences

_HEALTHY = re.compile(
    r"\b(?:fine|ok|okay|healthy|unaffected|works|working|stable|reachable|online|alright|"
    r"recovered|up(?! and down)|(?:is|came|are) back|all (?:good|clear)|looks good)\b|"
    r"\bno (?:issues?|problems?|trouble|faults?|errors?|alarms?|loss|packet loss|impact)\b|"
    r"(?:\bnot|n['’]t|\bnever)(?: been| be)? (?:affected|impacted|down|concerned|degraded|faulty|"
    r"slow|the (?:problem|issue))\b|"
    r"\b(?:in ordnung|funktioniert|läuft|nicht betroffen|në rregull|punon|funksionon|"
    r"fonctionne|marche|funziona)\b",
    re.IGNORECASE,
)
_UNWELL = re.compile(
    r"(?:\b(?:not|nicht|nuk|ne|non|never|no longer|hardly)|n['’]t)(?: \w{1,12})? "
    r"(?:fine|ok|okay|good|up|stable|healthy|work\w*|reachable|online|in ordnung|"
    r"punon|funksionon|funziona|marche)\b|"
    r"\b(?:funktioniert|geht|läuft|fonctionne|marche) (?:nicht|pas)\b",
    re.IGNORECASE,
)
_TOO = re.compile(r"\W*(?:too|also|as well|likewise|ditto|auch|gjithashtu|aussi)\b", re.IGNORECASE)
_LIKE_BEFORE = re.compile(
    r"\b(?:same|similar|like|unlike|compared|as)\b|"
    r"(?<!since )\b(?:last (?:week|month|year|time|night)|yesterday|previously|earlier|"
    r"letzte woche|gestern|javën e kaluar|dje|la semaine dernière|hier|ieri)\b",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\W*(?:was|were|had|war|hatte|ishte|kishte|était|avait|era|last \w+|yesterday|gestern|dje)\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:not(?! only)|instead of|rather than|except(?: for)?|other than|apart from|excluding|"
    r"nicht|statt|außer|jo|përveç|pas|sauf|non|tranne)"
    r"(?: (?:on|for|about|the|our|in|at|with|service|circuit|link|line)){0,3}\W*$",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?:now|today|this time|only|just|jetzt|heute|diesmal|nur|tani|sot|vetëm|maintenant|ora)\b",
    re.IGNORECASE,
)
# "IPT-1 is fine, but our other line is down".
_SOMETHING_ELSE = re.compile(
    r"\b(?:else|other|another|second|different|andere\w*|zweite\w*|tjetër|autre|altr[ao])\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:[\s,/&+|]|\b(?:and|or|und|oder|dhe|ose|et|ou|e|o|sowie|plus|service|circuit|link|line|the|"
    r"our)\b){1,20}",
    re.IGNORECASE,
)


class Said(IntEnum):
    """What a mail says of one service: a fault, nothing, what was or may be, or that it is well."""

    WELL = 0
    ASIDE = 1
    NOTHING = 2
    FAULTY = 3


@dataclass(frozen=True)
class _Group:
    """Tokens joined by "and" or a comma, and what leads to them and follows them."""

    tokens: tuple[Token, ...]
    lead: str
    tail: str


def said_of(text: str, tokens: Sequence[Token]) -> dict[str, Said]:
    """What the text says of each of these tokens (in the order of the text), by upper-case value.

    Of a token that stands in several places the strongest counts. Where all are well and nothing
    has a fault, they may still be what the mail is about.
    """
    told: dict[str, Said] = {}
    sentences = Sentences(text)
    for group in _groups(text, tokens, sentences):
        said = _said(group)
        place = sentences.place(group.tokens[0].span[0], group.tokens[-1].span[1])
        if is_supposed(place) or is_planned(place):
            said = min(said, Said.ASIDE)
        for token in group.tokens:
            key = token.value.upper()
            told[key] = max(told.get(key, said), said)
    has_fault = FAULTY.search(_HEALTHY.sub(" ", text))
    if has_fault or any(said > Said.WELL for said in told.values()):
        return told
    return dict.fromkeys(told, Said.ASIDE)


def _said(group: _Group) -> Said:
    lead, tail = group.lead, group.tail
    if _NOT_THIS.search(lead):
        return Said.WELL
    if _UNWELL.search(tail) or _UNWELL.search(lead) or _TOO.match(tail):
        return Said.FAULTY
    if _WAS.match(tail) or _LIKE_BEFORE.search(lead):
        return Said.ASIDE
    around = f"{lead} {tail}"
    if FAULTY.search(_HEALTHY.sub(" ", around)):
        return Said.FAULTY
    if _HEALTHY.search(around):
        return Said.WELL
    return Said.FAULTY if _THIS.search(lead) else Said.NOTHING


def _groups(text: str, tokens: Sequence[Token], sentences: Sentences) -> list[_Group]:
    groups: list[list[Token]] = []
    for token in tokens:
        between = text[groups[-1][-1].span[1] : token.span[0]] if groups else ""
        if groups and len(between) < 60 and _JOINED.fullmatch(between):
            groups[-1].append(token)
        else:
            groups.append([token])
    return [_around(text, groups, at, sentences) for at in range(len(groups))]


def _around(text: str, groups: list[list[Token]], at: int, sentences: Sentences) -> _Group:
    """The group with its own part of the sentence: what stands between two is shared out."""
    group = groups[at]
    start, end = sentences.span(group[0].span[0], group[-1].span[1])
    lead, tail = text[start : group[0].span[0]], text[group[-1].span[1] : end]
    before = groups[at - 1][-1].span[1] if at else -1
    after = groups[at + 1][0].span[0] if at + 1 < len(groups) else len(text)
    if before > start:
        lead = _shared_out(text[before : group[0].span[0]])[1]
    if after < end:
        tail = _shared_out(text[group[-1].span[1] : after])[0]
    tail = ", ".join(clause for clause in BREAK.split(tail) if not _SOMETHING_ELSE.search(clause))
    return _Group(tuple(group), lead, tail)


def _shared_out(between: str) -> tuple[str, str]:
    """(what is said of the one before, what leads to the next one): parted at the last break."""
    breaks = list(BREAK.finditer(between))
    if breaks:
        return between[: breaks[-1].start()], between[breaks[-1].end() :]
    is_not_this = _NOT_THIS.search(between)
    return ("", between) if is_not_this else (between, "")
