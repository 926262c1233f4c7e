"""Promised calls: which were made, and which nobody made in time."""

from __future__ import annotations

from datetime import datetime

from qendra.call_backs.actions import note_answers, remind_of_call_backs
from qendra.lib.work import piece_of_work


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """One look; how many were noted or reminded of."""
    return note_answers(now=now) + remind_of_call_backs(now=now)
