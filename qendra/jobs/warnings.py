"""Clocks that run out: who is told at once, and who with all others of five minutes."""

from __future__ import annotations

from datetime import datetime

from qendra.lib.work import piece_of_work
from qendra.warnings.actions import send_digests, warn_due


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """One look; how many tickets and people. Nothing due: two small queries."""
    looked = told = 0
    try:
        looked = warn_due(now=now)
    finally:
        # Trouble with a ticket must not keep from people what was gathered for them.
        told = send_digests(now=now)
    return looked + told
