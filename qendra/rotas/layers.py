"""Layers of a rota: who rotates in which order, and at which moments they hand over.

Pure: no Django. Moments come in with a time zone and go out in UTC. A layer counts on the clock
on the wall, so a hand-over at 08:00 is at 08:00 before and after the clocks change. Of a reading
that occurs twice the first one counts; one that is skipped is the moment of the change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qendra.sla.calendar import MINUTES_OF_A_DAY, first_moment

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """The same hours of some weekdays (0 is Monday), in minutes of the local day.

    An ``end`` that is not later than the ``start`` lies on the next day: nights are one piece.
    """

    days: frozenset[int]
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("Hours need weekdays, 0 (Monday) to 6 (Sunday).")
        if not 0 <= self.start < MINUTES_OF_A_DAY or not 0 <= self.end <= MINUTES_OF_A_DAY:
            raise ValueError(f"No hours of a day: minute {self.start} to {self.end}.")

    def span(self, zone: ZoneInfo, day: date) -> tuple[datetime, datetime] | None:
        """When they begin and end, of those that begin on this day; None: on none."""
        if day.weekday() not in self.days:
            return None
        closes = self.end if self.end > self.start else self.end + MINUTES_OF_A_DAY
        last = day + DAY * (closes // MINUTES_OF_A_DAY)
        begins = first_moment(zone, day, self.start)
        return begins, first_moment(zone, last, closes % MINUTES_OF_A_DAY)

    def include(self, zone: ZoneInfo, at: datetime) -> bool:
        """Whether this moment lies within; the moment at which they end does not."""
        today = at.astimezone(zone).date()
        spans = (self.span(zone, day) for day in (today - DAY, today))
        return any(span and span[0] <= at < span[1] for span in spans)

    def edges(self, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
        """All moments at which they begin or end, from before ``start`` to after ``end``."""
        day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
        while day <= last:
            yield from self.span(zone, day) or ()
            day += DAY


@dataclass(frozen=True, slots=True)
class Layer:
    """People who follow one another, each for ``length``, from the first hand-over on.

    ``begins`` and ``at`` (a minute of that day) are the first hand-over; those after it come at
    the same reading of the clock, and at the same weekday where the length is whole weeks.
    ``only``: the hours in which this layer is there at all; None: always.
    """

    name: str
    people: tuple[int, ...]
    begins: date
    at: int
    length: timedelta
    only: Hours | None = None

    def __post_init__(self) -> None:
        if not self.people:
            raise ValueError("A layer needs people.")
        if not 0 <= self.at < MINUTES_OF_A_DAY:
            raise ValueError("A hand-over is at a minute of the day.")
        if self.length < timedelta(hours=1) or self.length % timedelta(hours=1):
            raise ValueError("A shift lasts whole hours, one at least.")

    def person_at(self, zone: ZoneInfo, at: datetime) -> int | None:
        """Whose shift it is; None before the first hand-over and outside of its hours."""
        number = self._number(zone, at)
        if number < 0 or (self.only and not self.only.include(zone, at)):
            return None
        return self.people[number % len(self.people)]

    def edges(self, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
        """All moments after ``start`` and before ``end`` at which somebody else may have it."""
        number = max(self._number(zone, start), -1) + 1
        while (moment := self._handed_over(zone, number)) < end:
            yield moment
            number += 1
        if self.only:
            yield from self.only.edges(zone, start, end)

    def _number(self, zone: ZoneInfo, at: datetime) -> int:
        """Which shift it is, counted from 0; before the first one it is below."""
        wall = at.astimezone(zone).replace(tzinfo=None)
        number = (wall - self._first) // self.length
        # Where a clock change lies in between, the reading is one off.
        while self._handed_over(zone, number + 1) <= at:
            number += 1
        while self._handed_over(zone, number) > at:
            number -= 1
        return number

    def _handed_over(self, zone: ZoneInfo, number: int) -> datetime:
        """The moment at which the shift of this number begins."""
        wall = self._first + number * self.length
        return first_moment(zone, wall.date(), wall.hour * 60 + wall.minute)

    @property
    def _first(self) -> datetime:
        return datetime.combine(self.begins, time()) + timedelta(minutes=self.at)


def in_utc(moment: datetime) -> datetime:
    """The same moment; one without a zone is none."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC)
