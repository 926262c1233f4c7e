"""Colours for readable pages: a brand's colour, moved until words in it can be read. Pure.

Colours are written ``#rrggbb``. Contrast is the ratio of WCAG 2.2 (1.4.3), from 1 to 21.
"""

from __future__ import annotations

from dataclasses import dataclass

BLACK, WHITE = "#000000", "#ffffff"
# The surfaces of our pages hardest to read on in light and dark; every other one is easier.
LIGHT_SURFACE, DARK_SURFACE = "#ebedf0", "#2b2f38"


@dataclass(frozen=True, slots=True)
class Brand:
    """What pages make of a provider's colour: each of them readable where it stands."""

    on_light: str
    on_dark: str
    fill: str
    fill_hover: str
    on_fill: str


def brand_of(accent: str) -> Brand:
    """The colour itself as a fill, and moved until it reads as words on light and on dark."""
    words = words_on(accent)
    return Brand(
        on_light=readable_on(LIGHT_SURFACE, accent),
        on_dark=readable_on(DARK_SURFACE, accent),
        fill=accent,
        fill_hover=mixed(accent, BLACK if words == WHITE else WHITE, 0.16),
        on_fill=words,
    )


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
