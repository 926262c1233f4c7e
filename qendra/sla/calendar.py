"""When a promise counts: opening hours, and arithmetic in open seconds.

Pure rules, no Django.  Every moment that comes in carries a time zone; every moment that goes
out is UTC.  A window opens the first time that the clock on the wall shows its start or later,
and closes the first time that it shows its end or later.  So one window is one unbroken span,
neighbouring windows meet without gap or overlap, and a changed clock (summer time, in either
direction) costs or gives exactly the hour that people lived through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY = 24 * 60

# A calendar that stays shut this long is taken to be shut for good.
LONGEST_CLOSURE_DAYS = 10 * 366
THE_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """Open from `start_minute` up to, not including, `end_minute` of the local day.

    `weekday` 0 is Monday.  Minute 1440 is the midnight that ends the day.
    """

    weekday: int
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"A weekday is 0 (Monday) to 6 (Sunday), not {self.weekday}.")
        if not 0 <= self.start_minute < self.end_minute <= MINUTES_OF_A_DAY:
            raise ValueError(f"No window: minute {self.start_minute} to {self.end_minute}.")


@dataclass(frozen=True)
class Calendar:
    """Opening hours in one time zone.

    `always` means every second, on closed days too; such a calendar has no windows and no
    closed days.  A calendar with neither never opens.  Windows of one day must not overlap.

    With `valid_from` these hours hold from the midnight on that begins this local day, and up to
    then those of `earlier`, so that a clock that spans the day uses each in its time.
    """

    name: str
    time_zone: str
    always: bool = False
    windows: tuple[Window, ...] = ()
    closed_days: frozenset[date] = frozenset()
    valid_from: date | None = None
    earlier: Calendar | None = None

    def __post_init__(self) -> None:
        if (self.valid_from is None) != (self.earlier is None):
            raise ValueError("Hours that begin one day need the hours before them.")
        if self.always and (self.windows or self.closed_days):
            raise ValueError("A calendar that is always open has no windows and no closed days.")
        for day in self.windows_by_weekday:
            for earlier, later in pairwise(day):
                if later.start_minute < earlier.end_minute:
                    raise ValueError(f"Two windows overlap on weekday {later.weekday}.")

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def begins_at(self) -> datetime | None:
        """From when these hours hold; None: they always did."""
        return first_moment(self.zone, self.valid_from, 0) if self.valid_from else None

    @property
    def is_plain_time(self) -> bool:
        """Every second counts, and always did."""
        return self.always and self.earlier is None

    @cached_property
    def windows_by_weekday(self) -> tuple[tuple[Window, ...], ...]:
        ordered = sorted(self.windows, key=lambda window: window.start_minute)
        return tuple(
            tuple(window for window in ordered if window.weekday == weekday) for weekday in range(7)
        )


ALWAYS_OPEN = Calendar("24x7", "UTC", always=True)


def seconds_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Whole open seconds from `start` to `end`; 0 when `end` is not later."""
    return open_time(calendar, start, end) // timedelta(seconds=1)


def open_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The open time from `start` to `end`, to the microsecond."""
    start, end = _in_utc(start), _in_utc(end)
    if end <= start:
        return timedelta()
    if calendar.is_plain_time:
        return end - start
    total = timedelta()
    for opens, closes in _openings(calendar, start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def moment_after(calendar: Calendar, start: datetime, seconds: float) -> datetime | None:
    """The earliest moment by which `seconds` open seconds have passed since `start`.

    None when the calendar never opens, or stays shut for ten years.  Raises ValueError for
    negative seconds.
    """
    if seconds < 0:
        raise ValueError("Open time only runs forward.")
    start, remaining = _in_utc(start), timedelta(seconds=seconds)
    if calendar.is_plain_time or not remaining:
        return start + remaining
    for opens, closes in _openings(calendar, start):
        if closes - opens >= remaining:
            return opens + remaining
        remaining -= closes - opens
    return None


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at this moment; the closing moment itself is closed."""
    return next_opening(calendar, at) == at


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """`at` itself while open, else the moment of the next opening; None when there is none."""
    at = _in_utc(at)
    if calendar.is_plain_time:
        return at
    return next((opens for opens, _ in _openings(calendar, at)), None)


def open_spans(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When it is open between these moments, in order, the first and the last one cut there."""
    start, end = _in_utc(start), _in_utc(end)
    for opens, closes in _openings(calendar, start):
        if opens >= end:
            return
        yield opens, min(closes, end)


def _openings(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open spans from `start` on, in order, the first one cut at `start`.

    Those of the earlier hours come first, the last one cut where these begin.
    """
    if calendar.earlier and calendar.begins_at and start < calendar.begins_at:
        for opens, closes in _openings(calendar.earlier, start):
            if opens >= calendar.begins_at:
                break
            yield opens, min(closes, calendar.begins_at)
        start = calendar.begins_at
    yield from _own_openings(calendar, start)


def _own_openings(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The same without any earlier hours.

    Ends when nothing opened for the longest closure that we believe in.
    """
    if calendar.always:
        yield start, THE_END
    if not calendar.windows:
        return
    day = start.astimezone(calendar.zone).date()
    closed_days = 0
    while closed_days <= LONGEST_CLOSURE_DAYS:
        closed_days += 1
        for opens, closes in _openings_of_day(calendar, day):
            if closes > start:
                closed_days = 0
                yield max(opens, start), closes
        day += timedelta(days=1)


def _openings_of_day(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    if day in calendar.closed_days:
        return
    for window in calendar.windows_by_weekday[day.weekday()]:
        opens = first_moment(calendar.zone, day, window.start_minute)
        closes = first_moment(calendar.zone, day, window.end_minute)
        # Empty when summer time skips the whole window.
        if opens < closes:
            yield opens, closes


def first_moment(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first moment at which the wall clock of `zone` shows this minute of `day`, or later."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    # Of a reading that occurs twice, fold 0 is the first.
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _end_of_skipped_time(zone, wall)


def _end_of_skipped_time(zone: ZoneInfo, wall: datetime) -> datetime:
    """The moment of the clock change that skips this reading, found by halving."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC)
