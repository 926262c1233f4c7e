"""Colours for readable pages: a brand's colour, moved until words in it can be read. Pure.

Colours are written ``#rrggbb``. Contrast is the ratio of WCAG 2.2 (1.4.3), from 1 to 21.
"""

from __future__ import annotations

BLACK, WHITE = "#000000", "#ffffff"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: str, colour: str, *, ratio: float = 4.5) -> str:
    """``colour``, moved towards black or white just so far that it reads on ``background``."""
    end = max(BLACK, WHITE, key=lambda each: contrast(background, each))
    for step in range(51):
        candidate = mixed(colour, end, step / 50)
        if contrast(candidate, background) >= ratio:
            return candidate
    return end


def words_on(fill: str) -> str:
    """White where it reads well on ``fill``, else black: one of the two always does."""
    return WHITE if contrast(fill, WHITE) >= 4.5 else BLACK


def mixed(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
