"""Shifts and gaps in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format


def told_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """``Mon 9 Mar 08:00 – 20:00`` as the clock on the wall shows it; the second day if another."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    until = f"{last:%H:%M}"
    if first.date() != last.date():
        until = f"{date_format(last, 'D j M')} {until}"
    return f"{date_format(first, 'D j M')} {first:%H:%M} – {until}"
