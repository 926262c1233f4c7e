"""Tickets that want a reminder, return to us or close by themselves."""

from __future__ import annotations

from datetime import datetime

from qendra.tickets.actions.timers import run_due_timers


def run_once(*, now: datetime) -> int:
    """Run what is due; how many tickets it was."""
    return run_due_timers(now=now)
