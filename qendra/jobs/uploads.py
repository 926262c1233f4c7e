"""Files that programs sent ahead and never named."""

from __future__ import annotations

from datetime import datetime

from qendra.api.actions import forget_uploads


def run_once(*, now: datetime) -> int:
    """Forget some that are too old to be named; how many it was."""
    return forget_uploads(now=now)
