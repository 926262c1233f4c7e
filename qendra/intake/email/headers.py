"""Headers of a mail or of one of its parts: split, unfolded, decoded, bounded.

Own code instead of `email.message`: the standard parser recurses for every nested part and some
of its header grammars take quadratic time, and what arrives here is written by strangers.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from qendra.intake.email.charset import clean_line, decode, guessed

BLOCK_LIMIT = 512 * 1024
COUNT_LIMIT = 2000
VALUE_LIMIT = 16 * 1024

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_ENCODED_WORD = re.compile(
    r"=\?\s?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\s?\?\s?([bBqQ])\s?\?([^?]{0,4000}|[^ ]{0,300}?)\?="
)
_PARAMETER = re.compile(r";[ \t]{0,80}([^\s=;\"]{1,80})[ \t]{0,80}=[ \t]{0,80}(\"[^\"]*\"|[^;]*)")
_BLANKS = bytes(32 if byte < 32 or byte == 127 else byte for byte in range(256))
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
# A name with a comma and no quotation marks, as some programs write it.
_COMMA_IN_NAME = re.compile(
    r"\s*([^<>\"()@,:;]{1,60},[^<>\"()@:;]{1,100}?)\s*<\s*([^\s<>@]{1,200}@[^\s<>@]{1,255})\s*>\s*"
)
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,200}@[^\s<>@,;:\"()]{1,255}")
_LOCAL = re.compile(r"[\w.+-]{1,64}")
_NAMED = re.compile(
    r"(?:\"?([^<>\"@,]{0,100}?)\"?\s{0,5}<\s{0,3})?([^\s<>@,;:\"()\[\]]{1,200}@[^\s<>@,;:\"()]{1,255})"
)


@dataclass(frozen=True)
class Headers:
    """The header lines of one part, first value first; names are lower case."""

    values: dict[str, list[str]] = field(default_factory=dict)
    is_cut: bool = False

    def raw(self, name: str) -> str:
        """The first value of that name as it was sent (unfolded, not decoded), or ''."""
        found = self.values.get(name)
        return found[0] if found else ""

    def text(self, name: str) -> str:
        """The first value of that name for a person to read, or ''."""
        return clean_line(decode_words(self.raw(name)))

    def all_raw(self, name: str) -> list[str]:
        """Every value of that name, as sent."""
        return self.values.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self.values


def split_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Headers of `raw[start:end]`, and where its body begins.

    A line that is no header ends the block; broken mails lose no text that way.
    """
    values: dict[str, list[str]] = {}
    last: list[str] | None = None
    position, count, stop = start, 0, min(end, start + BLOCK_LIMIT)
    while position < stop and count < COUNT_LIMIT:
        line, following = _line_at(raw, position, end)
        if not line:
            return Headers(values), following
        if line[:1] in b" \t" and last is not None:
            _unfold(last, line)
        elif (match := _NAME.match(line)) is not None:
            name = match[1].decode("ascii").lower()
            last = values.setdefault(name, [])
            last.append(_as_text(line[match.end() : match.end() + VALUE_LIMIT]))
            count += 1
        elif not _is_envelope_line(line, position, start):
            return Headers(values), position
        position = following
    return Headers(values, is_cut=position < end), _after_blank_line(raw, position, end)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A Content-Type or Content-Disposition value → (lower-case word, parameters; RFC 2231)."""
    value = value[:VALUE_LIMIT]
    word = value.split(";", 1)[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), match[2].strip().strip('"')
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, decode_words(text))
        elif (place := rest.rstrip("*") or "0").isdecimal() and len(place) < 4:
            pieces.setdefault(base, {})[int(place)] = (name.endswith("*"), text)
    for base, parts in pieces.items():
        plain[base] = _joined(parts)
    return word, plain


def decode_words(value: str) -> str:
    """RFC 2047 words decoded; junk that only looks like one stays as it was written.

    Neighbours in the same charset are decoded together: programs cut characters in two.
    """
    if "=?" not in value:
        return value
    read: list[str] = []
    data, charset, end = b"", "", 0
    for match in _ENCODED_WORD.finditer(value):
        between = value[end : match.start()]
        is_neighbour = end > 0 and not between.strip() and match[1].lower() == charset
        if not is_neighbour:
            read.append(decode(data, charset) if data else "")
            read.append("" if end and data and not between.strip() else between)
            data, charset = b"", match[1].lower()
        data += _payload(match)
        end = match.end()
    return "".join((*read, decode(data, charset) if data else "", value[end:]))


def mailboxes(values: list[str]) -> tuple[tuple[str, str], ...]:
    """(name, address as it was written) of every mailbox in these header values, at most 200."""
    text = ", ".join(values)[:VALUE_LIMIT]
    try:
        found = [pair for pair in getaddresses([text]) if _ADDRESS.fullmatch(pair[1])]
    except (RecursionError, ValueError, IndexError, TypeError):
        found = []
    found = found or [(match[1] or "", match[2]) for match in _NAMED.finditer(text)]
    return tuple(
        (clean_line(decode_words(name))[:200], clean_line(address)[:320])
        for name, address in found[:200]
    )


def author_in(value: str) -> tuple[str, str] | None:
    """(name, address as written) of the first author in a From; also `Doe, Ann <ann@…>`."""
    if whole := _COMMA_IN_NAME.fullmatch(value[:2000]):
        return clean_line(decode_words(whole[1]))[:200], whole[2]
    if found := next(iter(mailboxes([value])), None):
        return found
    # A name of this machine only, as in "Cron <root>".
    local = next((pair for pair in getaddresses([value[:2000]]) if _LOCAL.fullmatch(pair[1])), None)
    return (clean_line(decode_words(local[0]))[:200], local[1]) if local else None


def message_ids(values: list[str]) -> tuple[str, ...]:
    """The message IDs in References or In-Reply-To, in their order, without brackets, at most 100.

    Of longer lists the last ones count: they are the nearest.
    """
    found: dict[str, None] = {}
    for value in values:
        found.update(dict.fromkeys(clean_line(one) for one in _MESSAGE_ID.findall(value)))
    return tuple(one for one in found if one)[-100:]


def date_of(value: str) -> datetime | None:
    """The Date header with the zone it was written in; None where it makes no sense."""
    try:
        read = parsedate_to_datetime(clean_line(value)[:200])
        aware = read if read.tzinfo is not None else read.replace(tzinfo=UTC)
        return aware if 1990 <= aware.astimezone(UTC).year <= 2200 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _line_at(raw: bytes, position: int, end: int) -> tuple[bytes, int]:
    """The line without its end (LF, CRLF; a lone CR within a header line is a blank)."""
    newline = raw.find(b"\n", position, end)
    stop = end if newline < 0 else newline
    line = raw[position : min(stop, position + 4 * VALUE_LIMIT)]
    return line.rstrip(b"\r"), stop + 1 if newline >= 0 else end


def _after_blank_line(raw: bytes, position: int, end: int) -> int:
    """Where the body starts when the header block was too long to be read to its end."""
    found = [at + size for mark, size in ((b"\n\n", 2), (b"\n\r\n", 3))
             if (at := raw.find(mark, max(position - 2, 0), end)) >= 0]  # fmt: skip
    return min(found, default=end)


def _unfold(values: list[str], line: bytes) -> None:
    if len(values[-1]) < VALUE_LIMIT:
        values[-1] += " " + _as_text(line[:VALUE_LIMIT])


def _as_text(value: bytes) -> str:
    """Header bytes are UTF-8 today and anything in old programs; controls become blanks."""
    # The escapes of ISO-2022 are ASCII.
    charset = guessed(value) if b"\x1b" in value else "utf-8"
    text = decode(value if charset.startswith("iso2022") else value.translate(_BLANKS), charset)
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _is_envelope_line(line: bytes, position: int, start: int) -> bool:
    """The "From …" line that a mailbox file or a pipe puts before the first header."""
    return position == start and line.startswith((b"From ", b">From "))


def _payload(match: re.Match[str]) -> bytes:
    """The bytes of one encoded word; of broken base64 all that can be read."""
    data = _as_bytes(match[3], match[1])
    if match[2].lower() == "q":
        return quopri.decodestring(data.replace(b"_", b" "), header=False)
    letters = _NOT_BASE64.sub(b"", data)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _as_bytes(written: str, charset: str) -> bytes:
    """What was written; some programs leave letters unencoded within an encoded word."""
    if written.isascii():
        return written.encode()
    try:
        return written.encode(charset)
    except (LookupError, UnicodeError):
        return written.encode("utf-8", errors="replace")


def _joined(parts: dict[int, tuple[bool, str]]) -> str:
    """RFC 2231: `name*0*=utf-8''…; name*1=…` put together and decoded."""
    charset = "utf-8"
    data = b""
    for index, is_encoded, piece in _in_order(parts):
        text = piece
        if is_encoded and index == 0 and piece.count("'") >= 2:
            charset, _, text = piece.split("'", 2)
        data += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", errors="replace")
    return clean_line(decode(data, charset or "utf-8"))


def _in_order(parts: dict[int, tuple[bool, str]]) -> Iterator[tuple[int, bool, str]]:
    for index in sorted(parts):
        yield (index, *parts[index])
