"""What is of no use any more: uploads never named, answers of long ago, tries at the door."""

from __future__ import annotations

from datetime import datetime

from qendra.api.actions import forget_answers, forget_uploads
from qendra.signing_in.actions.guarding import forget_tries


def run_once(*, now: datetime) -> int:
    """Forget some of what is too old; how much it was."""
    return forget_uploads(now=now) + forget_answers(now=now) + forget_tries(now=now)
