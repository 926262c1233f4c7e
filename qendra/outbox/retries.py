"""When a message that failed is tried again, and when no more. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
PATIENCE = timedelta(days=2)
MIN_ATTEMPTS = 10


def delay_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 30 s, 1 min, 2 min … at most an hour."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def is_hopeless(attempts: int, *, give_up_after: datetime, at: datetime) -> bool:
    """Whether to stop: tried often enough, and for long enough. An outage alone kills nothing."""
    return attempts >= MIN_ATTEMPTS and at >= give_up_after
