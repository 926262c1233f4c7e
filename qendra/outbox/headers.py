"""Header values, encoded and folded for the wire (RFC 5322, RFC 2047). Pure.

Written by hand because the standard library's folding encodes long Message-IDs, reads words
that look encoded, and changes between versions: the same row must always be the same bytes.
Every value is printable ASCII (an address may hold UTF-8) and breaks its lines itself.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

MAX_LINE = 76
# 45 bytes are 60 characters of base64: an encoded word of 72, below RFC 2047's 75.
_WORD_BYTES = 45
FOLD = "\r\n "


def text_value(text: str, *, name: str) -> str:
    """Any words, as the value of the header ``name``."""
    words = text.split(" ")
    if not _is_plain(text) or any(len(word) > MAX_LINE - len(name) - 2 for word in words):
        return _encoded(text)
    lines = [words[0]]
    room = MAX_LINE - len(name) - 2
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
            room = MAX_LINE - 1
    return FOLD.join(lines)


def mailbox_value(name: str, address: str) -> str:
    """``"Name" <address>``, or the address alone for somebody without a name."""
    if not name:
        return address
    if _is_plain(name) and len(name) <= 50:
        quoted = name.replace("\\", r"\\").replace('"', r"\"")
        return f'"{quoted}"{FOLD}<{address}>'
    return f"{_encoded(name)}{FOLD}<{address}>"


def ids_value(ids: Iterable[str]) -> str:
    """Message IDs, one on each line, whole however long they are."""
    return FOLD.join(f"<{message_id}>" for message_id in ids)


def _is_plain(text: str) -> bool:
    """Whether the text may stand in a header as it is and be read back as it was."""
    return (
        text.isascii()
        and text.isprintable()
        and "=?" not in text
        and text == " ".join(text.split())
    )


def _encoded(text: str) -> str:
    """RFC 2047 encoded words, each of whole characters."""
    chunks = [b""]
    for character in text:
        octets = character.encode(errors="replace")
        if len(chunks[-1]) + len(octets) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += octets
    return FOLD.join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks if chunk)
