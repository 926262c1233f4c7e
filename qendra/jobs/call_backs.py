"""Promised calls: which are to be made, which were made, and which nobody made in time."""

from __future__ import annotations

from datetime import datetime

from qendra.call_backs.actions import note_answers, promise_unmailed, remind_of_call_backs
from qendra.intake.phone.actions import miss_silent_calls
from qendra.lib.work import piece_of_work


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """One look; how many were noted or reminded of."""
    promised = promise_unmailed(now=now) + miss_silent_calls(now=now)
    return promised + note_answers(now=now) + remind_of_call_backs(now=now)
