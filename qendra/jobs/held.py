"""What people sent at the desk becomes an entry once its moment has come."""

from __future__ import annotations

from datetime import datetime

from qendra.desk.actions.holding import release_due
from qendra.lib.work import piece_of_work


@piece_of_work()
def run_once(*, now: datetime) -> int:
    """Release what is due; how much it was."""
    return release_due(now=now)
