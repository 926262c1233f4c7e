"""What the clock promises, by walking minute after minute with nothing but a watch.

Slow, simple, and on purpose nothing like the code that it judges: no spans, no arithmetic, no
search. One list holds, for each minute since an hour before the report, who claims that minute;
a calendar is asked minute by minute what the clock on the wall shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from qendra.sla.calendar import Calendar
from qendra.sla.clock import Fact, FactKind, Party

MINUTE = timedelta(minutes=1)
# From the first to the last: who has a minute that several claim.
ORDER = ("restored", "deferral", "maintenance", "customer", "carrier")
STANDS_FOR_REPAIR = {"restored", "deferral", "maintenance", "customer"}
STANDS_FOR_AGE = {"restored", "deferral", "customer"}
STANDS_FOR_UPDATE = {"restored", "deferral", "customer"}


def open_minutes(calendar: Calendar, start: datetime, count: int) -> Iterator[bool]:
    """Of each of so many minutes, whether the calendar is open in it."""
    zone, latest = ZoneInfo(calendar.time_zone), datetime.min  # noqa: DTZ901 - a wall clock has no zone
    for minute in range(-24 * 60, count):
        shown = (start + minute * MINUTE).astimezone(zone).replace(tzinfo=None)
        # A repeated hour is no new reading: what was open stays open.
        latest = max(latest, shown)
        if minute >= 0:
            yield calendar.always or _is_in_a_window(calendar, latest)


def _is_in_a_window(calendar: Calendar, reading: datetime) -> bool:
    minute = reading.hour * 60 + reading.minute
    return reading.date() not in calendar.closed_days and any(
        window.weekday == reading.weekday() and window.start_minute <= minute < window.end_minute
        for window in calendar.windows
    )


@dataclass
class Diary:
    """One case, minute by minute: who claims each, and what still stands at the last one read."""

    start: datetime
    minutes: list[set[str]] = field(default_factory=list)
    claims: set[str] = field(default_factory=set)
    works: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    restored_at: datetime | None = None
    answered_at: datetime | None = None
    # Our last word, or the moment since then at which the case came back.
    heard_at: datetime | None = None
    # The minutes of the last repair, as long as nobody disproved it.
    repair: list[int] = field(default_factory=list)

    def keep(self, facts: Iterable[Fact], count: int) -> Diary:
        told = sorted(facts, key=lambda fact: (fact.at, fact.recorded_at))
        for number in range(count):
            now = self.start + number * MINUTE
            while told and told[0].at <= now:
                self._read(told.pop(0))
            self.minutes.append(self.claims | ({"maintenance"} if self.works else set()))
            if "restored" in self.claims:
                self.repair.append(number)
        return self

    def holder(self, number: int) -> str:
        return next((each for each in ORDER if each in self.minutes[number]), "provider")

    def _read(self, fact: Fact) -> None:
        match fact.kind:
            case FactKind.OPENED:
                self._open(fact.at)
            case FactKind.BEGAN:
                self._begin(str(fact.party), fact.at)
            case FactKind.ENDED:
                self._end(str(fact.party))
            case FactKind.RESPONDED:
                self.answered_at = self.answered_at or fact.at
                self.heard_at = fact.at
            case FactKind.CLOSED:
                self._close(fact.at)
            case FactKind.DISPROVED:
                self._disprove(fact.at)

    def _open(self, at: datetime) -> None:
        if self.opened_at is None:
            self.opened_at = at
        elif self.closed_at is not None:
            self.closed_at = None
            self._end("restored")
            self._come_back(at)

    def _begin(self, party: str, at: datetime) -> None:
        if party == Party.PROVIDER:
            return
        if party == Party.MAINTENANCE:
            self.works += 1
            return
        if party == "restored" and "restored" not in self.claims:
            self.restored_at, self.repair = at, []
        self.claims.add(party)

    def _end(self, party: str) -> None:
        if party == Party.MAINTENANCE:
            self.works = max(0, self.works - 1)
        elif party != "restored" or self.closed_at is None:
            self.claims.discard(party)
            if party == "restored":
                self.restored_at = None

    def _close(self, at: datetime) -> None:
        if self.closed_at is None:
            self._begin("restored", at)
            self.closed_at = at

    def _come_back(self, at: datetime) -> None:
        if self.heard_at:
            self.heard_at = at

    def _disprove(self, at: datetime) -> None:
        self._come_back(at)
        self.closed_at = self.restored_at = None
        self.claims.discard("restored")
        for number in self.repair:
            self.minutes[number].discard("restored")
        self.repair = []


def diary_of(facts: Iterable[Fact], count: int) -> Diary:
    """The case as these facts tell it, from an hour before the first of them, ``count`` minutes."""
    told = list(facts)
    start = min(fact.at for fact in told) - 60 * MINUTE
    return Diary(start).keep(told, count)


def used_up(
    diary: Diary, calendar: Calendar, minutes: int, counts: Callable[[int], bool]
) -> datetime | None:
    """When so many open minutes have counted since the report; None: not in this diary."""
    left = minutes
    for number, is_open in enumerate(open_minutes(calendar, diary.start, len(diary.minutes))):
        now = diary.start + number * MINUTE
        if diary.opened_at is None or now < diary.opened_at:
            continue
        if is_open and counts(number):
            left -= 1
            if not left:
                return now + MINUTE
    return None
