"""What the sender wrote this time, apart from quoted history and signature.

No standard says how programs quote, so this reads the marks that they leave, in many languages.
In doubt a line counts as new: to show a quote twice is a blemish, to lose a sentence is a fault.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qendra.intake.email import quoting_marks as marks
from qendra.intake.email.attributions import attribution_size, words_before
from qendra.intake.email.header_blocks import header_block_size, kind_of
from qendra.intake.email.html_marks import ATTRIBUTION, HISTORY, without_marks
from qendra.intake.email.signing_off import parted

LINE_LIMIT = 4000
WIDTH = 400
HEAD_LINES = 12

# What was left out leaves one empty line.
_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
# A quoted line this long may have been broken in two by a program on the way.
WRAPPED = 55
_ONLY_LINK = re.compile(r"^[\s(<\[]*https?://\S+[\s)>\].]*$")


@dataclass(frozen=True)
class Quote:
    """A mail that another one quotes or passes on: the lines that say who and when, the rest."""

    head: str
    text: str
    is_passed_on: bool


@dataclass(frozen=True)
class Reply:
    """What was written this time, without and with the signature, and whether history was cut."""

    text: str
    signed: str
    was_quoting: bool


@dataclass
class _Walk:
    lines: list[str]
    drops_marked: bool
    kept: list[str] = field(default_factory=list)
    was_quoting: bool = False
    was_cut: bool = False


def is_forward_subject(subject: str) -> bool:
    """True for "Fwd:", "WG:", "TR:" …: what is quoted beneath is then the message itself."""
    return bool(marks.FORWARD_SUBJECT.match(subject[:40]))


def reply_of(text: str, *, is_reply: bool) -> Reply:
    """What its author wrote in this text; also of a mail that passes another one on."""
    lines = text.split("\n")
    walk = _unquoted(lines[:LINE_LIMIT], drops_marked=is_reply)
    kept = walk.kept if walk.was_cut else walk.kept + lines[LINE_LIMIT:]
    body, _signature = parted(kept)
    return Reply(_joined(body), _joined(kept), walk.was_quoting)


def first_quote(text: str) -> tuple[str, Quote | None]:
    """(what stands above the first mail that this text quotes as a whole, that mail).

    Both without signatures; "> " marks are taken off. None where nothing is quoted.
    """
    lines = text.split("\n")
    for at in range(min(len(lines), LINE_LIMIT)):
        if quote := _quote_at(lines, at):
            return _joined(parted(lines[:at])[0]), quote
    return _joined(parted(lines)[0]), None


def passes_on(text: str) -> bool:
    """Whether the text holds a mail that its program says is passed on."""
    return any(marks.FORWARDED.match(line[:WIDTH]) for line in text.split("\n")[:LINE_LIMIT])


def _joined(lines: Sequence[str]) -> str:
    """As one text, without empty lines around; the blanks that begin its first line stay."""
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    return _GAP.sub("\n\n", without_marks("\n".join(lines[start:]))).strip("\n").rstrip()


def _quote_at(lines: list[str], at: int) -> Quote | None:
    if size := attribution_size(lines, at):
        body = _without_marks(lines[at + size :])
        return Quote("\n".join(lines[at : at + size]), "\n".join(body).strip(), is_passed_on=False)
    is_passed_on = bool(marks.FORWARDED.match(lines[at][:WIDTH]))
    if not (is_passed_on or _starts_history(lines, at)):
        return None
    body = _without_marks(lines[at if kind_of(lines[at]) else at + 1 :])
    first = _next_filled(body, 0)
    end = first + (header_block_size(body, first) if first < len(body) else 0)
    if end == first:
        while end < min(len(body), first + HEAD_LINES) and kind_of(body[end]):
            end += 1
    return Quote("\n".join(body[first:end]), "\n".join(body[end:]).strip(), is_passed_on)


def _without_marks(lines: list[str]) -> list[str]:
    """One level of "> " less, where the first line carries it."""
    at = _next_filled(lines, 0)
    if at >= len(lines) or not lines[at].startswith(">"):
        return lines
    return [line.removeprefix(">").removeprefix(" ") for line in lines]


def _unquoted(lines: list[str], *, drops_marked: bool) -> _Walk:
    """Walk down the lines and keep those that are not quoted."""
    walk = _Walk(lines, drops_marked)
    at = 0
    while at < len(lines):
        if _ends_here(lines, at):
            walk.was_quoting = walk.was_cut = True
            return walk
        at = _step(walk, at)
        if walk.was_cut:
            return walk
    return walk


def _step(walk: _Walk, at: int) -> int:
    """Keep or drop what begins in this line; where the next one begins."""
    lines = walk.lines
    if lines[at].startswith(ATTRIBUTION) and not lines[at].strip(ATTRIBUTION):
        # The markup says that what is indented beneath is a quoted mail.
        walk.was_quoting = walk.drops_marked = True
        return at + 1
    if size := 1 if lines[at].startswith(ATTRIBUTION) else attribution_size(lines, at):
        walk.was_quoting = True
        if _is_marked_beneath(lines, at + size):
            walk.drops_marked = True
        elif any(map(str.strip, walk.kept)):
            walk.was_cut = True
        return at + size
    own = words_before(lines[at])
    if own is not None:
        walk.was_quoting = walk.drops_marked = True
        walk.was_cut = not _is_marked_beneath(lines, at + 1)
        walk.kept.append(own)
        return at + 1
    if walk.drops_marked and _is_marked(lines[at]):
        walk.was_quoting = True
        return _after_marked(lines, at)
    walk.kept.append(lines[at])
    return at + 1


def _after_marked(lines: list[str], at: int) -> int:
    """Behind a marked line, and behind the rest of it that a program broke off unmarked."""
    if at + 2 >= len(lines) or _is_marked(lines[at + 1]) or not _is_marked(lines[at + 2]):
        return at + 1
    between = lines[at + 1].strip()
    is_broken = bool(between) and len(lines[at]) >= WRAPPED
    return at + 2 if is_broken or _ONLY_LINK.match(between) else at + 1


def _is_marked(line: str) -> bool:
    return line[:20].lstrip().startswith(">")


def _ends_here(lines: list[str], at: int) -> bool:
    line = lines[at][:WIDTH]
    return bool(marks.REPLY_ABOVE.match(line)) or _starts_history(lines, at)


def _starts_history(lines: list[str], at: int) -> bool:
    """Whether all from here on is a mail that this one quotes or passes on."""
    line = lines[at][:WIDTH]
    if not line.strip():
        return False
    if line.startswith(HISTORY):
        return True
    if marks.ORIGINAL.match(line) or marks.BETWEEN_DASHES.match(line):
        return True
    if marks.FORWARDED.match(line):
        return True
    if _is_rule(line):
        ahead = _next_filled(lines, at + 1)
        return ahead < len(lines) and bool(header_block_size(lines, ahead))
    return bool(header_block_size(lines, at))


def _is_rule(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 4 and set(stripped) <= {"_", "-", "=", "*"}


def _next_filled(lines: Sequence[str], at: int) -> int:
    for ahead in range(at, min(at + 3, len(lines))):
        if lines[ahead].strip():
            return ahead
    return at


def _is_marked_beneath(lines: list[str], at: int) -> bool:
    """True when the quote carries ">" marks, so that answers may stand between its lines."""
    following = [line for line in lines[at : at + 5] if line.strip(f" \t{ATTRIBUTION}")]
    return bool(following) and _is_marked(following[0])
