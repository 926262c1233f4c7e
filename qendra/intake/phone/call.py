"""A telephone call as an agent writes it down, and how its words are read. Pure: no Django."""

from __future__ import annotations

import re

SUBJECT_LENGTH = 80

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s")


def subject_of(description: str) -> str:
    """A subject where the agent had no time for one: the first sentence, cut at a word."""
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    first = _SENTENCE_END.split(line, maxsplit=1)[0].rstrip(".;")
    if len(first) <= SUBJECT_LENGTH:
        return first
    return first[:SUBJECT_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
