"""The header that Outlook and others put above what they quote: From, Sent, To, Subject. Pure.

A report may have labelled lines of its own ("From: Tirana, To: Milan, Date: today"), so a block
counts only with an address or a subject in it.
"""

import re
from collections.abc import Sequence

from qendra.intake.email.quoting_marks import HAS_WHEN, LABELS

WIDTH = 400
_MOMENT = re.compile(
    r"^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}:\d\d(:\d\d)?\s?([AP]M)?\s*$", re.IGNORECASE
)
_NAME_AND_MOMENT = re.compile(
    r"^\s*\S.{1,80} on \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}:\d\d(:\d\d)?\s?([AP]M)?\s*$",
    re.IGNORECASE,
)
LINE_LIMIT = 16
CONTINUED = 3


def kind_of(line: str) -> str:
    """Which label of a header the line begins with ("from", "date", …); "" for none."""
    if ":" not in line[:WIDTH] and "：" not in line[:WIDTH]:
        return ""
    return next((kind for kind, label in LABELS.items() if label.match(line[:WIDTH])), "")


def header_block_size(lines: Sequence[str], at: int) -> int:
    """How many lines the header block takes that begins in this line; 0 where none does."""
    if kind_of(lines[at]) not in ("from", "date", "subject", "to"):
        return _size_in_notes(lines, at)
    end, kinds = _extent(lines, at)
    block = " ".join(line[:WIDTH] for line in lines[at:end])
    has_address = "@" in block or "mailto:" in block
    is_addressed = bool(kinds.keys() & {"from", "to"}) and has_address and len(kinds) >= 2
    is_whole = "from" in kinds and "subject" in kinds and len(kinds) >= 3
    # From, when, to whom: in the order of Outlook, with a year or a time of day.
    is_dated = list(kinds)[:3] == ["from", "date", "to"] and bool(HAS_WHEN.search(block))
    return end - at if is_addressed or is_whole or is_dated else 0


def _size_in_notes(lines: Sequence[str], at: int) -> int:
    """The header of Lotus Notes: a name, the moment beneath or beside it, then To and Subject."""
    for start in range(at, min(at + 3, len(lines))):
        moment = _MOMENT if start > at else _NAME_AND_MOMENT
        if not moment.match(lines[start][:WIDTH]):
            continue
        first = next(
            (n for n in range(start + 1, min(start + 4, len(lines))) if lines[n].strip()), 0
        )
        if first and kind_of(lines[first]) == "to":
            end, kinds = _extent(lines, first)
            return end - at if "subject" in kinds else 0
    return 0


def _extent(lines: Sequence[str], at: int) -> tuple[int, dict[str, None]]:
    """(where the block ends, its labels in their order). Long values go on in the next lines."""
    kinds: dict[str, None] = {}
    end, continued, blank = at, 0, 0
    for position in range(at, min(at + LINE_LIMIT, len(lines))):
        line = lines[position]
        if kind := kind_of(line):
            if kind in kinds and kind == "from":
                break
            kinds[kind] = None
            end, continued, blank = position + 1, 0, 0
        elif not line.strip(" \t>*"):
            blank += 1
            if blank > 1:
                break
        else:
            continued += 1
            if blank or continued > CONTINUED or not _goes_on(lines, position):
                break
    return end, kinds


def _goes_on(lines: Sequence[str], position: int) -> bool:
    """True where a further label comes within the next lines, so that this one is no text."""
    following = lines[position + 1 : position + 1 + CONTINUED]
    return any(kind_of(line) for line in following)
