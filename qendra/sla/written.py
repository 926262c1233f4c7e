"""Calendars and service levels as text by field: what their pages show, compare and record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qendra.lib.durations import written
from qendra.sla.calendar import Window
from qendra.sla.models import PRIORITIES, Calendar, ServiceLevel, Target

DAYS = tuple(f"day_{number}" for number in range(7))
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")


def calendar_values(calendar: Calendar) -> dict[str, str]:
    """What a version of a calendar says."""
    hours: dict[int, list[str]] = {}
    for each in sorted(calendar.windows, key=lambda window: window["start"]):
        hours.setdefault(each["weekday"], []).append(
            f"{_clock(each['start'])}-{_clock(each['end'])}"
        )
    return {
        "name": calendar.name,
        "time_zone": calendar.time_zone,
        "always": "on" if calendar.always else "",
        **{name: " ".join(hours.get(day, [])) for day, name in enumerate(DAYS)},
        "country": calendar.country,
        "region": calendar.region,
        "closed_days": "\n".join(day.isoformat() for day in calendar.closed_days),
        "valid_from": calendar.valid_from.isoformat() if calendar.valid_from else "",
    }


def windows_of(weekday: int, text: str) -> tuple[Window, ...] | None:
    """The windows of a day, as ``08:00-12:00 13:00-17:00``; None for what is none."""
    rest = text.strip()
    windows = []
    for found in _WINDOW.finditer(rest):
        opens, closes = (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4]))
        if int(found[2]) > 59 or int(found[4]) > 59:
            return None
        try:
            windows.append(Window(weekday, opens, closes))
        except ValueError:
            return None
    is_whole = not re.sub(r"[\s,;]+", "", _WINDOW.sub("", rest))
    return tuple(windows) if is_whole else None


def level_values(level: ServiceLevel) -> dict[str, str]:
    """What a version of a service level promises."""
    targets = {target.priority: target for target in level.targets.all()}
    return {
        "name": level.name,
        **dict(_targets(targets[priority] for priority in PRIORITIES if priority in targets)),
        "business_hours": level.business_hours.slug if level.business_hours else "",
    }


def _targets(targets: Iterable[Target]) -> Iterable[tuple[str, str]]:
    for target in targets:
        priority = target.priority
        yield f"{priority}_response", written(target.response_minutes)
        yield f"{priority}_update", written(target.update_minutes) if target.update_minutes else ""
        yield f"{priority}_repair", written(target.repair_minutes)
        yield f"{priority}_calendar", target.calendar.slug


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
