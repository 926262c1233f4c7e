"""File names from strangers, made harmless. Pure."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 160
MAX_ENDING_BYTES = 20
FALLBACK = "file"

# Names that Windows gives to devices, whatever the ending (also COM and LPT with ¹ ² ³).
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(raw: str) -> str:
    """A file name that is safe to show, to send in a header and to save on any system.

    No folders; no control, format or bidi characters; no character that a system forbids;
    at most ``MAX_BYTES`` bytes of UTF-8, the ending kept; never hidden, never empty.
    A safe name stays as it is.
    """
    name = re.split(r"[/\\]", raw.rstrip("/\\"))[-1]
    # Composed last: a removed character may have kept a letter and its accent apart.
    name = unicodedata.normalize("NFC", "".join(map(_harmless, name)))
    name = " ".join(name.split()).strip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return _shortened(name).strip(". ") or FALLBACK


def _harmless(character: str) -> str:
    """The character, a space or underscore in its place, or nothing."""
    if character in '<>:"|?*':
        return "_"
    if character.isspace():
        return " "
    # Cc control, Cf format and bidi, Cs lone surrogates, Co private use, Cn not assigned.
    return "" if unicodedata.category(character).startswith("C") else character


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > MAX_ENDING_BYTES:
        return _cut(name, MAX_BYTES)
    return _cut(stem, MAX_BYTES - len(ending.encode()) - 1) + dot + ending


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")
