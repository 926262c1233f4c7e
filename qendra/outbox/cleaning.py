"""Words from anywhere, made fit for a row and a header. Pure; nothing here ever raises.

PostgreSQL text holds no NUL and no lone surrogate, a header holds no line break, and a name
must not turn the rest of a line around.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_ID = 500
MAX_REFERENCES = 20

# What turns the reading direction of everything after it (UAX 9: embeddings, overrides, isolates).
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ID = re.compile(r"[!-;=?-~]+")


def one_line(raw: str, *, limit: int) -> str:
    """The words on one line of at most ``limit`` characters, single blanks between them."""
    text = raw
    # What can be printed holds none of them, and most lines can be.
    if not raw.isprintable():
        text = _SURROGATE.sub("\ufffd", _BIDI_CONTROL.sub("", raw))
        text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain_text(raw: str) -> str:
    """The text with ``\\n`` as line end, without control characters other than tab."""
    if raw.isprintable() or all(line.isprintable() for line in raw.split("\n")):
        return raw
    text = _SURROGATE.sub("\ufffd", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def one_address(raw: str) -> str:
    """The address without blanks and control characters; whether it is one is asked later."""
    return "".join(one_line(raw, limit=320).split())


def bare_ids(raw: Iterable[str]) -> list[str]:
    """Message IDs without angle brackets, in order, each once; what is no ID is left out.

    Of a long thread the first and the latest remain (RFC 5322, 3.6.4: readers need no more).
    """
    ids = [match for text in raw for match in _ID.findall(text) if len(match) <= MAX_ID]
    ids = list(dict.fromkeys(ids))
    return ids if len(ids) <= MAX_REFERENCES else ids[:1] + ids[1 - MAX_REFERENCES :]
