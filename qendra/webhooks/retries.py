"""When a delivery that failed is tried again, and when no more. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After the first failure, the second, … and the last of these after every further one.
DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(days=1),
)
# One delivery is given up after so long; a receiver that takes nothing at all is, sooner.
PATIENCE = timedelta(days=5)
PATIENCE_WITH_RECEIVER = timedelta(days=3)
MIN_ATTEMPTS = 8
LONGEST_WISH = timedelta(days=1)


def delay_after(failures: int) -> timedelta:
    """How long to wait after this many failures."""
    return DELAYS[min(max(failures, 1), len(DELAYS)) - 1]


def is_hopeless(attempts: int, *, give_up_after: datetime, at: datetime) -> bool:
    """Whether to stop with one delivery: tried often enough, and for long enough."""
    return attempts >= MIN_ATTEMPTS and at >= give_up_after


def is_lost(failures: int, *, failing_since: datetime, at: datetime) -> bool:
    """Whether to stop with a receiver that took nothing in between."""
    return failures >= MIN_ATTEMPTS and at - failing_since >= PATIENCE_WITH_RECEIVER


def wished_delay(retry_after: str, *, at: datetime) -> timedelta:
    """What ``Retry-After`` asks for, in seconds or as a date (RFC 9110, 10.2.3); at most a day.

    Nothing for what is neither.
    """
    text = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        wished = timedelta(seconds=int(text))
    else:
        wished = _moment(text, otherwise=at) - at
    return min(max(wished, timedelta()), LONGEST_WISH)


def _moment(text: str, *, otherwise: datetime) -> datetime:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return otherwise
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
