"""The header that Outlook and others put above what they quote: From, Sent, To, Subject. Pure.

A report may have labelled lines of its own ("From: Tirana, To: Milan, Date: today"), so a block
counts only with an address or a subject in it.
"""

from collections.abc import Sequence

from qendra.intake.email.quoting_marks import LABELS

WIDTH = 400
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
        return 0
    end, kinds = _extent(lines, at)
    block = " ".join(line[:WIDTH] for line in lines[at:end])
    has_address = "@" in block or "mailto:" in block
    is_addressed = bool(kinds & {"from", "to"}) and has_address and len(kinds) >= 2
    is_whole = "from" in kinds and "subject" in kinds and len(kinds) >= 3
    return end - at if is_addressed or is_whole else 0


def _extent(lines: Sequence[str], at: int) -> tuple[int, set[str]]:
    """(where the block ends, which labels it has). Long values go on in the next lines."""
    kinds: set[str] = set()
    end, continued, blank = at, 0, 0
    for position in range(at, min(at + LINE_LIMIT, len(lines))):
        line = lines[position]
        if kind := kind_of(line):
            if kind in kinds and kind == "from":
                break
            kinds.add(kind)
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
