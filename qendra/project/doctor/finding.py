"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on one thing; a remedy when it is not well, else an empty one."""

    name: str
    sentence: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


def duration(seconds: float) -> str:
    """A length of time in the largest unit that fits, such as ``3 minutes``."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
