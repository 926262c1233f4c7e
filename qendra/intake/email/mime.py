"""The MIME tree of a mail as a flat, bounded list of leaves.

Every step is a search in C over the raw bytes, so that a mail of 50 MiB takes seconds at worst,
however it is built. What lies beyond a bound is kept whole as one leaf, never dropped.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qendra.intake.email import uuencoded
from qendra.intake.email.headers import Headers, parameters, split_headers

DEPTH_LIMIT = 12
PART_LIMIT = 300
BOUNDARY_LIMIT = 8000

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
# Blank lines, or the mark of an editor, before the first header.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(frozen=True)
class Leaf:
    """One part without parts of its own. `alternatives` are the groups it is one version in."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    body: bytes
    alternatives: tuple[int, ...] = ()

    def content(self) -> bytes:
        """The bytes that the sender meant; of broken base64 all that can be read."""
        encoding = self.headers.raw("content-transfer-encoding").strip().lower()
        if encoding == "base64" and not self._is_plain_after_all():
            return _base64(self.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            _text, files = uuencoded.parted(self.body.decode("latin-1").replace("\r\n", "\n"))
            return files[0][1] if files else self.body
        return binascii.a2b_qp(self.body) if encoding == "quoted-printable" else self.body

    def _is_plain_after_all(self) -> bool:
        """Some programs say base64 of words that they did not encode."""
        if not self.content_type.startswith("text/"):
            return False
        first = self.body[:2000].strip().split(b"\n", 1)[0].strip()
        return b" " in first


@dataclass
class _Walk:
    raw: bytes
    defects: list[str] = field(default_factory=list)
    count: int = 0
    groups: int = 0


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    depth: int = 0
    alternatives: tuple[int, ...] = ()
    default_type: str = "text/plain"


def leaves_of(raw: bytes) -> tuple[Headers, list[Leaf], list[str]]:
    """(headers of the mail, its leaves in order, what was broken or too much)."""
    walk = _Walk(raw)
    before = _BEFORE.match(raw)
    headers, start = split_headers(raw, before.end() if before else 0, len(raw))
    if headers.is_cut:
        walk.defects.append("The header block is too long; the rest of it was not read.")
    leaves = list(_visit(walk, headers, _Place(start, len(raw))))
    return headers, leaves, walk.defects


def _visit(walk: _Walk, headers: Headers, place: _Place) -> Iterator[Leaf]:
    content_type, found = _type_of(headers, place.default_type)
    if not content_type.startswith("multipart/"):
        yield _leaf(walk, headers, place, content_type, found)
        return
    boundary = found.get("boundary", "")
    if not 0 < len(boundary) <= BOUNDARY_LIMIT:
        walk.defects.append("A multipart names no boundary; it was read as plain text.")
        yield _leaf(walk, headers, place, "text/plain", found)
    elif place.depth >= DEPTH_LIMIT:
        walk.defects.append("The parts are nested too deeply; the inner ones are kept as one file.")
        yield _rest(walk, place.start, place.end)
    else:
        yield from _parts(walk, content_type, boundary, headers, place)


def _parts(
    walk: _Walk, kind: str, boundary: str, headers: Headers, place: _Place
) -> Iterator[Leaf]:
    alternatives = place.alternatives
    if kind == "multipart/alternative":
        walk.groups += 1
        alternatives = (*alternatives, walk.groups)
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    spans = list(_spans(walk, boundary, place))
    if not spans:
        walk.defects.append("The boundary of a multipart never comes; it was read as plain text.")
        yield _leaf(walk, headers, place, "text/plain", {})
    for start, end in spans:
        walk.count += 1
        if walk.count > PART_LIMIT:
            walk.defects.append("There are too many parts; the rest is kept as one file.")
            yield _rest(walk, start, place.end)
            return
        inner, body = split_headers(walk.raw, start, end)
        yield from _visit(
            walk, inner, _Place(min(body, end), end, place.depth + 1, alternatives, default)
        )


def _spans(walk: _Walk, boundary: str, place: _Place) -> Iterator[tuple[int, int]]:
    """Where the parts between the boundary lines start and end, at most one over the limit."""
    mark = re.escape(boundary.encode("utf-8", errors="replace"))
    line = re.compile(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    start: int | None = None
    found = 0
    for match in line.finditer(walk.raw, max(place.start - 1, 0), place.end):
        if start is not None:
            found += 1
            yield start, max(match.start(), start)
        start = None if match[1] else _next_line(walk.raw, match.end(), place.end)
        if start is None or found > PART_LIMIT:
            break
    if start is not None:
        yield start, place.end


def _next_line(raw: bytes, position: int, end: int) -> int:
    newline = raw.find(b"\n", position, end)
    return end if newline < 0 else newline + 1


def _type_of(headers: Headers, default: str) -> tuple[str, dict[str, str]]:
    if "content-type" not in headers:
        return default, {}
    word, found = parameters(headers.raw("content-type"))
    if word in ("text", "plain", "text/"):
        return "text/plain", found
    if word.startswith("multipart/") and not _TYPE.fullmatch(word):
        return "multipart/mixed", found
    return (word if _TYPE.fullmatch(word) else "application/octet-stream"), found


def _leaf(
    walk: _Walk, headers: Headers, place: _Place, content_type: str, found: dict[str, str]
) -> Leaf:
    disposition, more = parameters(headers.raw("content-disposition"))
    name = more.get("filename") or found.get("name") or ""
    body = walk.raw[place.start : place.end]
    return Leaf(headers, content_type, found, disposition, name, body, place.alternatives)


def _rest(walk: _Walk, start: int, end: int) -> Leaf:
    return Leaf(
        Headers(), "application/octet-stream", {}, "attachment", "rest.eml", walk.raw[start:end]
    )


def _base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", body)
        # A single letter too many carries no whole byte.
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
