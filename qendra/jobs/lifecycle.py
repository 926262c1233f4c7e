"""Tickets that want a reminder, return to us or close by themselves."""

from __future__ import annotations

from datetime import datetime

from qendra.lib.work import piece_of_work
from qendra.tickets.actions.timers import run_due_timers


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """Run what is due; how many tickets it was."""
    return run_due_timers(now=now)
