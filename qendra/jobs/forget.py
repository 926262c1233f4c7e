"""What is of no use any more: uploads never named, old answers, tries at the door, sessions."""

from __future__ import annotations

from datetime import datetime

from qendra.api.actions import forget_answers, forget_uploads
from qendra.signing_in.actions.devices import forget_devices
from qendra.signing_in.actions.guarding import forget_tries


def run_once(*, now: datetime) -> int:
    """Forget some of what is too old; how much it was."""
    sent_ahead = forget_uploads(now=now) + forget_answers(now=now)
    return sent_ahead + forget_tries(now=now) + forget_devices(now=now)
