"""Digests: staff read at once of the tickets that came to their teams in five minutes."""

from __future__ import annotations

from datetime import datetime

from qendra.staff_mails.actions import send_digests


def run_once(*, now: datetime) -> int:
    """One look; how many lines of digests were sent."""
    return send_digests(now=now)
