"""Faults that turn out to hit a site or many customers, and rise for it."""

from __future__ import annotations

from datetime import datetime

from qendra.lib.work import piece_of_work
from qendra.tickets.actions.rising import BATCH, raise_far_reaching

__all__ = ["BATCH", "run_once"]


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """Look at a batch; how many tickets it was. Nothing new: one small query."""
    return raise_far_reaching(now=now)
