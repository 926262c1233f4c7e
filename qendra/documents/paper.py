"""What stands on a document, before it is set: words and tables in one language. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qendra.lib.colour import WHITE, readable_on, words_on
from qendra.lib.images import JPEG, WEBP

Section = dict[str, Any]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """Who gives the document: name, colour, picture (empty: none) and its type, legal lines."""

    name: str
    accent: str
    legal_lines: str = ""
    logo: bytes = b""
    logo_type: str = ""

    @property
    def logo_format(self) -> str:
        """The type of the picture, as typst calls it."""
        return {JPEG: "jpg", WEBP: "webp"}.get(self.logo_type, "png")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: ``head`` stands beneath the title as (name, value), ``foot`` on every page."""

    house: House
    language: str
    is_rtl: bool
    title: str
    subject: str
    made: date
    head: tuple[Pair, ...]
    foot: str
    page: str
    sections: tuple[Section, ...]

    def as_json(self, *, with_logo: bool) -> bytes:
        """What document.typ reads."""
        house = self.house
        values = asdict(self) | {
            "provider": house.name,
            "accent": readable_on(WHITE, house.accent),
            "fill": house.accent,
            "on_fill": words_on(house.accent),
            "logo": list(house.logo) if with_logo else [],
            "logo_format": house.logo_format,
            "made": [self.made.year, self.made.month, self.made.day],
        }
        del values["house"]
        return json.dumps(values, ensure_ascii=False).encode(errors="replace")


def heading(words: str) -> Section:
    return {"kind": "heading", "words": words}


def text(words: str) -> Section:
    return {"kind": "text", "words": words}


def note(words: str) -> Section:
    """A text that matters less."""
    return {"kind": "note", "words": words}


def facts(rows: Sequence[Pair]) -> Section:
    """Names with their values."""
    return {"kind": "facts", "rows": rows}


def table(
    rows: Sequence[Sequence[str]],
    *,
    groups: Sequence[tuple[str, int]] = (),
    numbered: bool = False,
    widths: Sequence[float] = (),
) -> Section:
    """The first row names the columns; ``groups`` above it are (words, how many columns).

    ``numbered``: the first column is a number. ``widths`` are shares, 0 that of a number.
    """
    return {
        "kind": "table",
        "rows": rows,
        "groups": groups,
        "numbered": numbered,
        "widths": widths,
    }


def steps(texts: Sequence[str]) -> Section:
    """What one does, numbered."""
    return {"kind": "steps", "texts": texts}


def ways(each: Sequence[tuple[str, str, str, str]]) -> Section:
    """Ways to reach somebody: name, address, where a click leads, a remark (or none)."""
    return {"kind": "ways", "ways": each}


def lists(each: Sequence[tuple[str, Sequence[str]]]) -> Section:
    """Lists beside each other, each with a heading."""
    return {"kind": "lists", "lists": each}


def codes(texts: Sequence[str]) -> Section:
    """Addresses and the like, as one types them."""
    return {"kind": "codes", "texts": texts}


def check(digest: str, address: str, page: str) -> Section:
    """A check hash with the address behind which it is checked, and the page to type it on."""
    return {"kind": "check", "digest": digest, "address": address, "page": page}
