"""The sentence above a quoted mail: "On Monday Ann wrote:", in many languages. Pure."""

import re
from collections.abc import Sequence

from qendra.intake.email import quoting_marks as marks
from qendra.intake.email.html_marks import ATTRIBUTION

WIDTH = 400
LINES = 6
SHORT = 160

_SENTENCE_ENDS = re.compile(r"[^\W\d]{4,}[.!?…]{1,3}$|\.\.\.$|[。！？]$")


def attribution_size(lines: Sequence[str], at: int) -> int:
    """How many lines the sentence takes that begins in this line; 0 where none does."""
    first = lines[at][:WIDTH].strip()
    if not first or not _may_begin(first) or words_before(first) is not None:
        return 0
    joined, filled = "", 0
    for size, line in enumerate(lines[at : at + LINES], 1):
        piece = line[:WIDTH].strip(f" \t>{ATTRIBUTION}" if size > 1 else " \t")
        if not piece:
            if not _is_open(joined):
                return 0
            continue
        filled += 1
        joined = f"{joined} {piece}".strip()[: 2 * WIDTH]
        is_whole = _is_whole(joined) or (filled == 1 and _is_short(joined, lines, at + size))
        if (filled == 1 or _may_go_on(first)) and is_whole:
            return 0 if _begins_later(lines[at : at + size]) else size
    return 0


def _begins_later(lines: Sequence[str]) -> bool:
    """Whether the first line is one of the text, and the sentence begins in the next."""
    if len(lines) < 2 or any(map(str.isdigit, lines[0])) or "<" in lines[0]:
        return False
    return attribution_size(lines, 1) == len(lines) - 1


def words_before(line: str) -> str | None:
    """What stands before "On … wrote:" on the same line; None where nothing does."""
    found = marks.BEHIND_WORDS.match(line[:WIDTH])
    return found["own"] if found and found["own"].strip(">*_ \t") else None


def _may_begin(first: str) -> bool:
    return bool(marks.BEGINS.match(first)) or "@" in first or "<" in first or _ends(first)


def _may_go_on(first: str) -> bool:
    """Only what begins like such a sentence is looked for in the lines beneath."""
    if _SENTENCE_ENDS.search(first):
        return False
    is_told = "@" in first and bool(marks.WROTE.search(first))
    return bool(marks.BEGINS.match(first)) or is_told or first.count("<") > first.count(">")


def _is_open(joined: str) -> bool:
    """An address over several lines, as some programs write it: `Ann`, `<`, `mailto:…`, `>`."""
    begins = bool(marks.BEGINS.match(joined)) and bool(marks.HAS_WHEN.search(joined))
    return begins and not joined.endswith((".", "!", "?", ":", "。", "！", "？"))


def _ends(text: str) -> bool:
    return text.rstrip("*_ ").endswith((":", "：")) or bool(marks.ENDS_WITH_WROTE.search(text))


def _is_short(joined: str, lines: Sequence[str], beneath: int) -> bool:
    """ "Ann wrote:", which counts only right above marked lines."""
    if len(joined) > SHORT or not marks.SAID.search(joined):
        return False
    following = next((line for line in lines[beneath : beneath + 3] if line.strip()), "")
    return following[:20].lstrip().startswith(">")


def _is_whole(joined: str) -> bool:
    if marks.DATED_NAME.match(joined) or marks.WHEN_AND_WHO.match(joined):
        return True
    if not marks.HAS_WHO_OR_WHEN.search(joined):
        return False
    if joined.rstrip("*_ ").endswith((":", "：")):
        return bool(marks.WROTE.search(joined))
    # Some programs leave the colon out; then date and author must both be there.
    has_both = "@" in joined and bool(marks.HAS_WHEN.search(joined))
    return has_both and bool(marks.ENDS_WITH_WROTE.search(joined))
