"""When satisfaction is asked for, and what an answer means (G2). Pure: no Django."""

from __future__ import annotations

from datetime import datetime, timedelta

# Whoever was asked lately is left in peace, and an answer can be changed for so long.
NOT_AGAIN_WITHIN = timedelta(days=7)
CHANGEABLE_FOR = timedelta(days=14)
# News that is older than this is history that came in late: nobody is asked about it.
STILL_NEWS = timedelta(days=3)
SCORES = range(1, 6)
BAD = 2
MOST_WORDS = 4000


def is_bad(score: int) -> bool:
    """Whether this answer wants a call of the team lead."""
    return score <= BAD


def can_be_rated(closed_at: datetime | None, now: datetime) -> bool:
    """Whether an answer is still taken."""
    return closed_at is not None and now <= closed_at + CHANGEABLE_FOR
