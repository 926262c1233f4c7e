"""When a page that was not taken is tried again, and when no more. Pure.

A page that comes hours late helps nobody, and whoever stands above waits for it: so the pauses
are short and the end comes soon.
"""

from __future__ import annotations

from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
)
PATIENCE = timedelta(minutes=10)
MIN_ATTEMPTS = 5


def delay_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts."""
    return DELAYS[min(max(attempts, 1), len(DELAYS)) - 1]


def is_hopeless(attempts: int, *, give_up_after: datetime, at: datetime) -> bool:
    """Whether to stop: tried often enough, and for long enough."""
    return attempts >= MIN_ATTEMPTS and at >= give_up_after
