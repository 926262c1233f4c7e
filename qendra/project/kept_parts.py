"""Parts of a page that are drawn once for the same values, with gaps for what differs each time.

A part sees nothing but the values it is given, the language and two facts of the provider: so
whatever it was drawn from is what it is remembered by. Moments, which are told anew each time,
and values that are named as late leave a gap, which is filled for each page.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# The mark in a context by which tags see that they draw what will be remembered.
IS_KEPT = "is_kept"
_GAP = re.compile(r"<gap ([a-z_]+)(?: (\S+) ([^\s>]*))?>")
Values = tuple[tuple[str, Hashable], ...]


@dataclass(frozen=True, slots=True)
class House:
    """What parts know of the provider."""

    ticket_prefix: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Gap:
    """``kind`` is the tag that told a moment, or the name of a late value."""

    kind: str
    moment: datetime | None = None
    zone: str = ""


Piece = SafeString | Gap


def gap(kind: str, moment: datetime | None = None, zone: str = "") -> SafeString:
    """What stands in the place of something until it is filled. Words of people hold no tag."""
    told = f" {moment.isoformat()} {zone}" if moment else ""
    return SafeString(f"<gap {kind}{told}>")


@lru_cache(4096)
def pieces(
    part: str, language: str | None, house: House, values: Values, late: tuple[str, ...]
) -> tuple[Piece, ...]:
    """The part, drawn from these values in this language, with its gaps."""
    if any(isinstance(value, Model) for _, value in values):
        raise TypeError(f"{part} is kept by values; a row of the database is the same when changed")
    shown: dict[str, Any] = {name: gap(name) for name in late}
    drawn = render_to_string(part, dict(values) | shown | {"provider": house, IS_KEPT: True})
    return tuple(cut(drawn))


def cut(drawn: str) -> Iterator[Piece]:
    """What was drawn, from gap to gap."""
    start = 0
    for found in _GAP.finditer(drawn):
        yield SafeString(drawn[start : found.start()])
        kind, moment, zone = found.groups()
        yield Gap(kind, datetime.fromisoformat(moment) if moment else None, zone or "")
        start = found.end()
    yield SafeString(drawn[start:])
