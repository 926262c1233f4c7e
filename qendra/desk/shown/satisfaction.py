"""A small chart of satisfaction: one bar a month, as numbers for an SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qendra.satisfaction.selectors import Figures

WIDTH, GAP, HIGH = 36, 12, 80


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: where its bar stands, how high it is (5.0 is all of it), and its middle."""

    month: Any
    x: int
    y: int
    height: int
    middle: int


def bars_of(months: Iterable[Figures]) -> list[Bar]:
    """The bars from the oldest month to the newest; a month without an answer has no height."""
    return [_bar(place, each) for place, each in enumerate(months)]


def _bar(place: int, figures: Figures) -> Bar:
    height = round(HIGH * figures.mean / 5) if figures.mean else 0
    x = place * (WIDTH + GAP)
    return Bar(figures.name, x, HIGH - height, height, x + WIDTH // 2)
