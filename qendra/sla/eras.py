"""The hours of a calendar through time: which held before those that begin one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from qendra.sla import calendar as pure
from qendra.sla.drafts import Hours
from qendra.sla.models import Calendar
from qendra.sla.public_holidays import public_holidays


def era_of(row: Calendar) -> dict[str, Any]:
    """The hours of a row alone, and from when they hold: what a later version keeps of them."""
    return {
        "name": row.name,
        "time_zone": row.time_zone,
        "always": row.always,
        "windows": row.windows,
        "country": row.country,
        "region": row.region,
        "closed_days": [day.isoformat() for day in row.closed_days],
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
    }


def pure_of(eras: Sequence[Mapping[str, Any]]) -> pure.Calendar:
    """The clock's calendar of hours that follow one another, oldest first; at least one."""
    earlier = _pure_era(eras[0], None)
    for era in eras[1:]:
        earlier = _pure_era(era, earlier)
    return earlier


def _pure_era(era: Mapping[str, Any], earlier: pure.Calendar | None) -> pure.Calendar:
    own = frozenset(date.fromisoformat(day) for day in era["closed_days"])
    begins = era["valid_from"] if earlier else None
    return pure.Calendar(
        name=era["name"],
        time_zone=era["time_zone"],
        always=era["always"],
        windows=tuple(
            pure.Window(window["weekday"], window["start"], window["end"])
            for window in era["windows"]
        ),
        closed_days=public_holidays(era["country"], era["region"]) | own,
        valid_from=date.fromisoformat(begins) if begins else None,
        earlier=earlier,
    )


def eras_before(day: date | None, before: Calendar) -> list[dict[str, Any]]:
    """The hours that hold up to that day, oldest first; of those that are over a year's worth."""
    if day is None:
        return []
    eras = [*before.earlier, era_of(before)]
    held = [era for era in eras if not era["valid_from"] or era["valid_from"] < day.isoformat()]
    long_ago = (day - timedelta(days=366)).isoformat()
    begun = [number for number, era in enumerate(held) if (era["valid_from"] or "") <= long_ago]
    return held[begun[-1] if begun else 0 :]


def held_before(calendar: Calendar, day: date) -> Hours | None:
    """The hours that hold just before this day, where the next version begins on it."""
    eras = eras_before(day, calendar)
    if not eras:
        return None
    era = eras[-1]
    return Hours(
        name=era["name"],
        time_zone=era["time_zone"],
        always=era["always"],
        windows=tuple(pure.Window(w["weekday"], w["start"], w["end"]) for w in era["windows"]),
        country=era["country"],
        region=era["region"],
        closed_days=tuple(date.fromisoformat(text) for text in era["closed_days"]),
    )
