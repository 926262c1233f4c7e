"""Tickets that climb their ladders: follows changed clocks, takes the steps that are due (E3)."""

from __future__ import annotations

from datetime import datetime

from qendra.escalation.actions.lost_pages import note_lost_pages
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.lib.work import piece_of_work


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """One sweep; how many tickets were followed or advanced. Nothing due: three small queries."""
    done = 0
    try:
        done += catch_up(now=now)
        done += note_lost_pages(now=now)
    finally:
        # Trouble with following one ticket must not hold up the steps of the others.
        done += step_due(now=now)
    return done
