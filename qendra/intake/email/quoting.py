"""What the sender wrote this time, apart from quoted history and signature.

No standard says how programs quote, so this reads the marks that they leave, in many languages.
In doubt a line counts as new: to show a quote twice is a blemish, to lose a sentence is a fault.
"""

from dataclasses import dataclass

from qendra.intake.email import quoting_marks as marks

LINE_LIMIT = 4000
WIDTH = 400
SIGNATURE_LINES = 15
HEAD_LINES = 12


@dataclass(frozen=True)
class Quote:
    """A mail that another one quotes or passes on: the lines that say who and when, the rest."""

    head: str
    text: str
    is_passed_on: bool


def is_forward_subject(subject: str) -> bool:
    """True for "Fwd:", "WG:", "TR:" …: what is quoted beneath is then the message itself."""
    return bool(marks.FORWARD_SUBJECT.match(subject[:40]))


def new_text_of(text: str, *, is_reply: bool, is_forward: bool) -> str:
    """The new words in `text`. A forwarded mail is new as a whole, without its signature.

    `is_reply` says that the mail refers to another one; only then lines with ">" are quotes
    even where no attribution stands above them. "" when there is nothing but quotes.
    """
    lines = text.split("\n")
    head, tail = lines[:LINE_LIMIT], lines[LINE_LIMIT:]
    if is_forward or any(marks.FORWARDED.match(line[:WIDTH]) for line in head):
        return text.strip()
    kept, was_cut = _unquoted(head, is_reply=is_reply)
    kept = _without_signature(kept)
    return "\n".join(kept if was_cut else kept + tail).strip()


def first_quote(text: str) -> tuple[str, Quote | None]:
    """(what stands above the first mail that this text quotes as a whole, that mail).

    Both without signatures; "> " marks are taken off. None where nothing is quoted.
    """
    lines = text.split("\n")
    for at in range(min(len(lines), LINE_LIMIT)):
        if quote := _quote_at(lines, at):
            return "\n".join(_without_signature(lines[:at])).strip(), quote
    return "\n".join(_without_signature(lines)).strip(), None


def _quote_at(lines: list[str], at: int) -> Quote | None:
    if size := _attribution_size(lines, at):
        body = _without_marks(lines[at + size :])
        return Quote("\n".join(lines[at : at + size]), "\n".join(body).strip(), is_passed_on=False)
    is_passed_on = bool(marks.FORWARDED.match(lines[at][:WIDTH]))
    if not (is_passed_on or _starts_quote(lines, at)):
        return None
    is_header = _is_header_line(lines[at])
    body = _without_marks(lines[at if is_header else at + 1 :])
    first = _next_filled(body, 0)
    end = first
    while end < min(len(body), first + HEAD_LINES) and _is_header_line(body[end]):
        end += 1
    return Quote("\n".join(body[first:end]), "\n".join(body[end:]).strip(), is_passed_on)


def _starts_quote(lines: list[str], at: int) -> bool:
    line = lines[at][:WIDTH]
    is_marked = marks.ORIGINAL.match(line) or marks.BETWEEN_DASHES.match(line)
    return bool(is_marked) or _is_ruled_header_block(lines, at)


def _is_header_line(line: str) -> bool:
    return bool(marks.FROM_LINE.match(line[:WIDTH]) or marks.MORE_LINES.match(line[:WIDTH]))


def _without_marks(lines: list[str]) -> list[str]:
    """One level of "> " less, where the first line carries it."""
    at = _next_filled(lines, 0)
    if at >= len(lines) or not lines[at].startswith(">"):
        return lines
    return [line.removeprefix(">").removeprefix(" ") for line in lines]


def _unquoted(lines: list[str], *, is_reply: bool) -> tuple[list[str], bool]:
    """(lines that are not quoted, whether everything after some line was cut off)."""
    drops_marked = is_reply
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at][:WIDTH]
        if _cuts_all_beneath(lines, at):
            return kept, True
        if size := _attribution_size(lines, at):
            if not _is_marked_beneath(lines, at + size):
                return kept, True
            drops_marked = True
            at += size
            continue
        if not (drops_marked and line.lstrip().startswith(">")):
            kept.append(lines[at])
        at += 1
    return kept, False


def _cuts_all_beneath(lines: list[str], at: int) -> bool:
    line = lines[at][:WIDTH]
    if marks.REPLY_ABOVE.match(line) or marks.ORIGINAL.match(line):
        return True
    return bool(marks.BETWEEN_DASHES.match(line)) or _is_ruled_header_block(lines, at)


def _is_ruled_header_block(lines: list[str], at: int) -> bool:
    """A header block, or the rule above one."""
    if _is_rule(lines[at][:WIDTH]):
        return at + 1 < len(lines) and _is_header_block(lines, _next_filled(lines, at + 1))
    return _is_header_block(lines, at)


def _is_rule(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 10 and set(stripped) <= {"_", "-"}


def _next_filled(lines: list[str], at: int) -> int:
    for ahead in range(at, min(at + 3, len(lines))):
        if lines[ahead].strip():
            return ahead
    return at


def _is_header_block(lines: list[str], at: int) -> bool:
    """From, Sent, To, Subject: the header that Outlook and others put above what they quote."""
    if at >= len(lines) or not marks.FROM_LINE.match(lines[at][:WIDTH]):
        return False
    return sum(bool(marks.MORE_LINES.match(line[:WIDTH])) for line in lines[at + 1 : at + 8]) >= 2


def _attribution_size(lines: list[str], at: int) -> int:
    """How many lines "On … <…> wrote:" takes here (programs wrap it on up to four), or 0."""
    joined = ""
    for size, line in enumerate(lines[at : at + 4], 1):
        if not line.strip():
            return 0
        joined = f"{joined} {line[:WIDTH].strip()}".strip()[: 2 * WIDTH]
        if joined.endswith((":", "：", ":*")):
            is_one = marks.ATTRIBUTION.match(joined) and marks.HAS_WHO_OR_WHEN.search(joined)
            return size if is_one or marks.WHEN_AND_WHO.match(joined) else 0
    return 0


def _is_marked_beneath(lines: list[str], at: int) -> bool:
    """True when the quote carries ">" marks, so that answers may stand between its lines."""
    following = [line for line in lines[at : at + 4] if line.strip()]
    return bool(following) and following[0].lstrip().startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    """Without what follows "-- " or "Sent from my phone", unless nothing else would be left."""
    for at, line in enumerate(lines):
        if _starts_signature(line) and len(lines) - at <= SIGNATURE_LINES + 1:
            above = lines[:at]
            return above if any(map(str.strip, above)) else lines
    return lines


def _starts_signature(line: str) -> bool:
    return bool(
        marks.DELIMITER.match(line) or marks.PHONE_SIGNATURE.match(line[:WIDTH].strip("*_ "))
    )
