"""Tickets that climb their ladders: follows changed clocks, takes the steps that are due (E3)."""

from __future__ import annotations

from datetime import datetime

from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.lib.work import piece_of_work


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """One sweep; how many tickets were followed or advanced. Nothing due: two small queries."""
    followed = stepped = 0
    try:
        followed = catch_up(now=now)
    finally:
        # Trouble with following one ticket must not hold up the steps of the others.
        stepped = step_due(now=now)
    return followed + stepped
