"""Lengths of time as people type them: ``15 min``, ``4 h``, ``1 h 30 min``. Pure."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*(?:min|m)?)?", re.IGNORECASE)
# A year of minutes: nothing that is promised takes longer.
MOST = 366 * 24 * 60


def read(text: str) -> int | None:
    """The minutes; None for what is no length from a minute to a year. A bare number is minutes."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found or not text.strip():
        return None
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    return minutes if 1 <= minutes <= MOST else None


def written(minutes: int) -> str:
    """The same as text."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return " ".join(parts) or "0 min"
