"""Which moments a person or a program can have meant; the same on every channel. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

A_YEAR = timedelta(days=366)
# Clocks of people, of other machines and of ours differ a little.
TOLERANCE = timedelta(minutes=5)


def is_too_long_ago(moment: datetime, now: datetime, within: timedelta = A_YEAR) -> bool:
    """Whether it lies so far back that the date must be a typing error.

    A mistyped year would wake the whole ladder at once, and a timeline forgets nothing.
    """
    return moment < now - within


def is_still_to_come(moment: datetime, now: datetime) -> bool:
    """Whether it lies ahead by more than clocks differ."""
    return moment > now + TOLERANCE
