"""What has to happen to a ticket of the simulated month, by walking minute after minute.

Written from requirements E1 to E4 and docs/escalation.md, with a watch and a sheet of paper: for
each minute since the report it holds whether it counts, and for each calendar how many open minutes
counted up to it. It shares no rule with the product and imports none of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.scenarios.month_house import (
    CALENDARS,
    DAY,
    DUTY,
    END,
    MATRICES,
    PROMISES,
    START,
    Act,
    Story,
    Week,
    is_asleep,
    is_there,
)

# How far beyond the month a promise may lie.
HORIZON = END + 30 * DAY
WORKING = {"work", "carrier"}
MOVES = {
    "wait": (WORKING, "customer"),
    "carrier": ({"work", "customer"}, "carrier"),
    "work": ({"carrier", "customer"}, "work"),
    "restore": ({"work", "carrier", "customer"}, "restored"),
    "resolve": ({"work", "carrier", "customer", "restored"}, "resolved"),
    "close": ({"work", "carrier", "customer", "restored", "resolved"}, "closed"),
    "disprove": ({"restored", "resolved"}, "work"),
    "reopen": ({"closed"}, "work"),
}
STOPPED = {"customer", "restored", "resolved", "closed"}
REPAIRED = {"restored", "resolved", "closed"}


@cache
def opening(name: str) -> Sequence[bool]:
    """Of each minute of the month and some weeks after it, whether this calendar is open."""
    week = CALENDARS[name]
    zone = ZoneInfo(week.zone)
    found = list[bool]()
    moment = START
    for _ in range(HORIZON):
        wall = moment.astimezone(zone)
        found.append(not week.windows or _is_open_on(week, wall))
        moment += timedelta(minutes=1)
    return found


def _is_open_on(week: Week, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    is_in = any(start <= minute < end for start, end in week.windows[wall.weekday()])
    return is_in and wall.date() not in week.closed


@dataclass
class Life:
    """One ticket on its way through the month."""

    story: Story
    kills: Sequence[tuple[int, int]]
    steps: list[tuple[int, int, str]] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    reminders: list[tuple[int, int]] = field(default_factory=list)
    ends_by_itself: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matrix = MATRICES[self.story.service.matrix]
        self.promises = PROMISES[self.story.service.promises]
        self.priority = self.story.priority
        self.state, self.since, self.reminded = "work", self.story.reached_at, 0
        self.minute = self.story.reached_at
        self.answered: int | None = None
        self.back = list[int]()
        # Of each minute lived, whether it counts; and the open ones among them by calendar.
        self.counts = list[bool]()
        names = {"24x7", self.promises.hours, *(goal[2] for goal in self.promises.goals.values())}
        self.counted = {name: [0] for name in sorted(names)}
        self.repair_began = self.resolved_at = 0
        self.level = self.passed = self.repeats = 0
        self.last_step: int | None = None
        self.paged: int | None = None
        self.held: int | None = None
        self.page_is_somebodys = False

    def live(self) -> Life:
        """To the end of the month."""
        acts = {act.minute: act for act in self.story.acts}
        last = max([self.story.read_at, *acts])
        # A closed ticket that nobody touches any more stays as it is.
        while self.minute < END and (self.state != "closed" or self.minute <= last):
            if self.minute >= self.story.read_at:
                self._sweep()
                if act := acts.get(self.minute):
                    self._do(act)
                    self._sweep()
            self._pass_a_minute()
        return self

    # Time.

    def _pass_a_minute(self) -> None:
        is_counted = self.state not in STOPPED
        self.counts.append(is_counted)
        for name, sums in self.counted.items():
            sums.append(sums[-1] + (is_counted and opening(name)[self.minute]))
        self.minute += 1

    def _strike_out_the_repair(self) -> None:
        """What was no repair never stopped anything: all minutes under it count after all."""
        for place in range(self.repair_began - self.story.reached_at, len(self.counts)):
            self.counts[place] = True
        for name, sums in self.counted.items():
            total = 0
            for place, is_counted in enumerate(self.counts):
                total += is_counted and opening(name)[self.story.reached_at + place]
                sums[place + 1] = total

    def _when(self, calendar: str, minutes: int, since: int | None = None) -> int | None:
        """The first minute at which so many had counted since then; None: not yet."""
        sums = self.counted[calendar]
        first = 0 if since is None else since - self.story.reached_at
        place = bisect_left(sums, sums[first] + minutes, first)
        return self.story.reached_at + place if place < len(sums) else None

    @property
    def ages_in(self) -> str:
        return "24x7" if self.priority in {"critical", "major"} else self.promises.hours

    # The worker.

    def _sweep(self) -> None:
        if is_asleep(self.minute, self.kills):
            return
        self._timers()
        while found := self._due():
            self._climb(found) if found != "repeat" else self._repeat()

    def _timers(self) -> None:
        passed = self.minute - self.since
        if self.state == "customer" and passed >= 3 * DAY:
            self._become("work")
            self.ends_by_itself.append((self.minute, "work"))
        elif self.state == "customer" and passed // DAY > self.reminded:
            self.reminded = passed // DAY
            self.reminders.append((self.reminded, self.minute))
        elif self.state == "resolved" and passed >= 3 * DAY:
            self._become("closed")
            self.ends_by_itself.append((self.minute, "closed"))

    def _due(self) -> str:
        """Why a step is due now; of several reasons the oldest, of the same age the first."""
        if self.state in STOPPED:
            return ""
        known = [each for each in self._reasons() if each[0] is not None and each[0] <= self.minute]
        return min(known, key=lambda each: each[0] or 0)[1] if known else ""

    def _reasons(self) -> list[tuple[int | None, str]]:
        asked = self.matrix.asked.get(self.priority) if self.level else None
        if self.passed < len(self.matrix.holders):
            above = self.passed + 1
            age = self._when(self.ages_in, self.matrix.ages[self.priority][above - 1])
            found = [(age, "age"), *self._conditions(above)]
            held = self.held or 0
            found = [(None if at is None else max(at, held), why) for at, why in found]
            if asked and self.paged is not None:
                found.append((self._when(self.ages_in, asked, self.paged), "unanswered"))
            return found
        if asked and self.paged is not None and self.matrix.repeat:
            every, most = self.matrix.repeat
            if self.repeats < most:
                return [(self._when(self.ages_in, every, self.paged), "repeat")]
        return []

    def _conditions(self, above: int) -> list[tuple[int | None, str]]:
        found = list[tuple[int | None, str]]()
        answer, repair, calendar = self.promises.goals[self.priority]
        if self.matrix.at_once.get("response", 0) >= above:
            due = self._answer_due(answer, calendar)
            is_late = self.answered is None or self.answered > due
            found.append((due if is_late else None, "response"))
        if self.matrix.at_once.get("repair", 0) >= above:
            found.append((self._when(calendar, repair), "repair"))
        if self.matrix.at_once.get("reopened", 0) >= above and len(self.back) >= self.matrix.often:
            found.append((self.back[self.matrix.often - 1], "reopened"))
        return found

    def _answer_due(self, minutes: int, calendar: str) -> int:
        """Nothing pauses it but the calendar."""
        key = (calendar, minutes, self.story.reached_at)
        return _open_for(*key)

    def _climb(self, why: str) -> None:
        """To the next level that has somebody; those that have nobody are passed over."""
        while self.passed < len(self.matrix.holders):
            self.passed += 1
            if not is_there(self._holder(self.passed), self.minute):
                self.skipped.append((self.passed, self.minute))
                continue
            self.level, self.last_step = self.passed, self.minute
            self.repeats, self.held = 0, None
            self._page(why)
            return

    def _holder(self, level: int) -> int:
        held_by = self.matrix.holders[level - 1]
        return DUTY if held_by is None else held_by

    def _page(self, why: str) -> None:
        self.paged, self.page_is_somebodys = self.minute, True
        self.steps.append((self.level, self.minute, why))

    def _repeat(self) -> None:
        self.repeats += 1
        self.paged = self.minute
        self.page_is_somebodys = is_there(self._holder(self.level), self.minute)
        if self.page_is_somebodys:
            self._page("repeat")

    # People.

    def _do(self, act: Act) -> None:
        if act.what in MOVES:
            allowed, after = MOVES[act.what]
            if self.state in allowed:
                self._become(after)
        elif act.what == "answer":
            self._customer_answers()
        elif act.what == "reply":
            if self.state != "closed" and self.answered is None:
                self.answered = self.minute
        elif act.what == "priority":
            if self.state not in REPAIRED:
                self.priority = act.priority
        else:
            self._on_the_ladder(act)

    def _customer_answers(self) -> None:
        is_late = self.state == "closed" and self.minute - self.resolved_at > 14 * DAY
        if self.state in {"customer", "resolved", "closed"} and not is_late:
            self._become("work")

    def _become(self, after: str) -> None:
        before, self.state = self.state, after
        self.since, self.reminded = self.minute, 0
        if after in REPAIRED and before not in REPAIRED:
            self.repair_began = self.minute
        if after == "resolved" or (after == "closed" and before != "resolved"):
            self.resolved_at = self.minute
        if before in REPAIRED and after == "work":
            self.back.append(self.minute)
            if before != "closed":
                self._strike_out_the_repair()

    def _on_the_ladder(self, act: Act) -> None:
        is_repaired = self.state in REPAIRED
        if act.what == "ack" and self.state != "closed" and self.level:
            self.paged = None
        elif act.what == "ask" and self.state != "closed":
            if self.last_step is None or self.minute >= self.last_step + 60:
                self._climb("request")
        elif act.what == "staff" and not is_repaired and self._somebody_is_above():
            self._climb("staff")
        elif act.what in {"hold", "lower"} and not is_repaired and self._is_their_holders():
            self._hold(act)

    def _somebody_is_above(self) -> bool:
        levels = range(self.passed + 1, len(self.matrix.holders) + 1)
        return any(is_there(self._holder(level), self.minute) for level in levels)

    def _is_their_holders(self) -> bool:
        is_there_now = bool(self.level) and is_there(self._holder(self.level), self.minute)
        return is_there_now and self.page_is_somebodys

    def _hold(self, act: Act) -> None:
        until = self.minute + act.hours * 60
        if act.what == "hold":
            self.paged, self.held = None, until
            return
        for level in range(self.level - 1, 0, -1):
            if is_there(self._holder(level), self.minute):
                self.level = self.passed = level
                self.repeats, self.held = 0, until
                self._page("lowered")
                return


@cache
def _open_for(calendar: str, minutes: int, since: int) -> int:
    """The minute at which so many open ones have passed since then."""
    minute = since
    while minutes:
        minutes -= opening(calendar)[minute]
        minute += 1
    return minute
