"""Moments as they are typed at the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from qendra.catalogue.models import Provider
from qendra.project.cli.sentences import Failure


def moment_of(text: str, ours: Provider) -> datetime:
    """The moment in UTC; without a zone it is read in the provider's. Refuses what is no time."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(ours.time_zone))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Failure(f"{text} is no time; write it like 2026-03-11T09:00+01:00.", 2) from None
