"""What a calendar or a service level is asked to say, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qendra.sla import calendar as pure


@dataclass(frozen=True, slots=True)
class Hours:
    """What a calendar says.  `country` and `region` as in ISO 3166; empty: no public holidays.

    `valid_from` None: at once, else the hours before hold up to that local day.
    """

    name: str
    time_zone: str
    always: bool = False
    windows: tuple[pure.Window, ...] = ()
    country: str = ""
    region: str = ""
    closed_days: tuple[date, ...] = ()
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """The target of one priority, in minutes of the newest version of the calendar.

    ``update_minutes`` None: no word in between is promised.
    """

    response_minutes: int
    repair_minutes: int
    calendar: str
    update_minutes: int | None = None
