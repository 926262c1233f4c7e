"""A watch for the simulated month: which minutes are open, and which of them counted.

It looks at the clock on the wall in every minute. Shares no rule with the product.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.scenarios.month_house import CALENDARS, DAY, END, START, Week

# How far beyond the month a promise may lie.
HORIZON = END + 30 * DAY


@cache
def opening(name: str) -> bytes:
    """Of each minute of the month and some weeks after it, whether this calendar is open."""
    week = CALENDARS[name]
    if not week.windows:
        return bytes([1]) * HORIZON
    zone = ZoneInfo(week.zone)
    walls = ((START + timedelta(minutes=at)).astimezone(zone) for at in range(HORIZON))
    return bytes(_is_open_on(week, wall) for wall in walls)


def _is_open_on(week: Week, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    is_in = any(start <= minute < end for start, end in week.windows[wall.weekday()])
    return is_in and wall.date() not in week.closed


@cache
def open_for(calendar: str, minutes: int, since: int) -> int:
    """The minute at which so many open ones have passed since then."""
    minute = since
    while minutes:
        minutes -= opening(calendar)[minute]
        minute += 1
    return minute


def opens_at(calendar: str, since: int) -> int:
    """The next minute in which it is open; that minute itself while it is."""
    minute = since
    while not opening(calendar)[minute]:
        minute += 1
    return minute


class Watch:
    """For each minute since a moment whether it counted, and how many open ones did up to it."""

    def __init__(self, since: int, calendars: Iterable[str]) -> None:
        self.since = since
        self.counts = list[bool]()
        self.counted = {name: [0] for name in sorted(calendars)}
        self._hands = [(sums, opening(name)) for name, sums in self.counted.items()]

    def tick(self, minute: int, *, counts: bool) -> None:
        """One more minute passed."""
        self.counts.append(counts)
        for sums, is_open in self._hands:
            sums.append(sums[-1] + is_open[minute] if counts else sums[-1])

    def count_after_all(self, since: int) -> None:
        """What was no repair never stopped anything: all minutes since then count."""
        for place in range(since - self.since, len(self.counts)):
            self.counts[place] = True
        for sums, is_open in self._hands:
            for place, is_counted in enumerate(self.counts):
                sums[place + 1] = sums[place] + (is_counted and is_open[self.since + place])

    def when(self, calendar: str, minutes: int, since: int | None = None) -> int | None:
        """The first minute at which so many had counted since then; None: not yet."""
        sums = self.counted[calendar]
        first = 0 if since is None else since - self.since
        wanted = sums[first] + minutes
        if sums[-1] < wanted:
            return None
        return self.since + bisect_left(sums, wanted, first)
