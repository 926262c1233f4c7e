"""What programs sent ahead and never named, and what they were answered long ago."""

from __future__ import annotations

from datetime import datetime

from qendra.api.actions import forget_answers, forget_uploads


def run_once(*, now: datetime) -> int:
    """Forget some of what is too old; how much it was."""
    return forget_uploads(now=now) + forget_answers(now=now)
