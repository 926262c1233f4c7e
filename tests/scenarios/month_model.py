"""What has to happen to a ticket of the simulated month, by walking minute after minute.

Written from requirements E1 to E4 and P5 and docs/escalation.md, with a watch and a sheet of
paper: for each minute since the report it holds whether it counts, and for each calendar how many
open minutes counted up to it. It shares no rule with the product and imports none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.scenarios.month_house import DAY, END, MATRICES, PROMISES
from tests.scenarios.month_on_call import told
from tests.scenarios.month_people import is_there
from tests.scenarios.month_stories import CAN_BE_HARMLESS, Act, Story
from tests.scenarios.month_watch import Watch, open_for, opens_at

WORKING = {"work", "carrier", "put off"}
MOVES = {
    "wait": (WORKING, "customer"),
    "carrier": ({"work", "customer", "put off"}, "carrier"),
    "work": ({"carrier", "customer", "put off"}, "work"),
    "restore": (WORKING | {"customer"}, "restored"),
    "resolve": (WORKING | {"customer", "restored"}, "resolved"),
    "close": (WORKING | {"customer", "restored", "resolved"}, "closed"),
    "disprove": ({"restored", "resolved"}, "work"),
    "reopen": ({"closed"}, "work"),
}
STOPPED = {"customer", "put off", "restored", "resolved", "closed"}
REPAIRED = {"restored", "resolved", "closed"}


@dataclass
class Page:
    """Somebody is told, at a minute and why, and takes it or does not."""

    level: int
    minute: int
    why: str
    person: int
    taken: int | None = None

    def seen(self) -> tuple[object, ...]:
        """What people see of it."""
        return (self.level, self.minute, self.why, self.person, self.taken)


class Life:
    """One ticket on its way through the month; ``asleep``: the minutes in which no worker runs."""

    def __init__(self, story: Story, asleep: frozenset[int]) -> None:
        self.story, self.asleep = story, asleep
        self.matrix = MATRICES[story.service.matrix]
        self.promises = PROMISES[story.service.promises]
        self.priority, self.is_harmless = story.priority, story.is_harmless
        self.state, self.since, self.reminded = "work", story.reached_at, 0
        self.minute = story.reached_at
        self.answered: int | None = None
        self.back = list[int]()
        names = {goal[2] for goal in self.promises.goals.values()}
        self.watch = Watch(story.reached_at, names | {"24x7", self.promises.hours})
        self.repair_began = self.resolved_at = 0
        self.proposed = self.put_off = 0
        self.level = self.passed = self.repeats = 0
        self.last_step: int | None = None
        self.paged: int | None = None
        self.page: Page | None = None
        self.held = 0
        self.pages = list[Page]()
        # What is seen of it, beside the pages.
        self.skipped = list[tuple[int, int]]()
        self.alarms = list[int]()
        self.requests = list[tuple[int, str]]()
        self.deferrals = list[tuple[int, int]]()
        self.reminders = list[tuple[int, int]]()
        self.ends_by_itself = list[tuple[int, str]]()

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
            counts = self.state not in STOPPED or self._is_over()
            self.watch.tick(self.minute, counts=counts)
            self.minute += 1
        return self

    def seen(self) -> dict[str, object]:
        """Everything that people see of it."""
        is_top = self.passed == len(self.matrix.holders)
        is_heard = self.paged is None and self.level > 0
        return {
            "pages": [page.seen() for page in self.pages],
            "skipped": self.skipped,
            "alarms": sorted(set(self.alarms)),
            "requests": self.requests,
            "deferrals": self.deferrals,
            "reminders": self.reminders,
            "ends by itself": self.ends_by_itself,
            "answered": self.answered,
            "state": self.state,
            "is red": is_top and not is_heard and self.state not in REPAIRED,
        }

    # The worker.

    def _sweep(self) -> None:
        if self.minute in self.asleep:
            return
        self._timers()
        while found := self._due():
            self._climb_alone(found) if found != "repeat" else self._repeat()

    def _timers(self) -> None:
        passed = self.minute - self.since
        if self._is_over():
            self.ends_by_itself.append((self.put_off, "work"))
            self._become("work")
        elif self.state == "customer" and passed >= 3 * DAY:
            self._become("work")
            self.ends_by_itself.append((self.minute, "work"))
        elif self.state == "customer" and passed // DAY > self.reminded:
            self.reminded = passed // DAY
            self.reminders.append((self.reminded, self.minute))
        elif self.state == "resolved" and passed >= 3 * DAY:
            self._become("closed")
            self.ends_by_itself.append((self.minute, "closed"))

    def _is_over(self) -> bool:
        """Whether the opening has come until which it was put off, swept or not."""
        return self.state == "put off" and self.minute >= self.put_off

    @property
    def _ages_in(self) -> str:
        return "24x7" if self.priority in {"critical", "major"} else self.promises.hours

    def _due(self) -> str:
        """Why a step is due now; of several reasons the oldest, of the same age the first."""
        if self.state in STOPPED and not self._is_over():
            return ""
        known = [each for each in self._reasons() if each[0] is not None and each[0] <= self.minute]
        return min(known, key=lambda each: each[0] or 0)[1] if known else ""

    def _reasons(self) -> list[tuple[int | None, str]]:
        asked = self.matrix.asked.get(self.priority) if self.level else None
        if self.passed < len(self.matrix.holders):
            above = self.passed + 1
            age = self.watch.when(self._ages_in, self.matrix.ages[self.priority][above - 1])
            found = [(age, "age"), *self._conditions(above)]
            found = [(None if at is None else max(at, self.held), why) for at, why in found]
            if asked and self.paged is not None:
                found.append((self.watch.when(self._ages_in, asked, self.paged), "unanswered"))
            return found
        if asked and self.paged is not None and self.matrix.repeat:
            every, most = self.matrix.repeat
            if self.repeats < most:
                return [(self.watch.when(self._ages_in, every, self.paged), "repeat")]
        return []

    def _conditions(self, above: int) -> list[tuple[int | None, str]]:
        found = list[tuple[int | None, str]]()
        answer, repair, calendar = self.promises.goals[self.priority]
        at_once, often = self.matrix.at_once, self.matrix.often
        if at_once.get("response", 0) >= above:
            # Nothing pauses it but the calendar.
            due = open_for(calendar, answer, self.story.reached_at)
            is_late = self.answered is None or self.answered > due
            found.append((due if is_late else None, "response"))
        if at_once.get("repair", 0) >= above:
            found.append((self.watch.when(calendar, repair), "repair"))
        if at_once.get("reopened", 0) >= above and len(self.back) >= often:
            found.append((self.back[often - 1], "reopened"))
        return found

    def _climb_alone(self, why: str) -> None:
        if not self._climb(why):
            self.alarms.append(self.minute)

    def _climb(self, why: str) -> bool:
        """To the next level that has somebody; those that have nobody are passed over."""
        while self.passed < len(self.matrix.holders):
            self.passed += 1
            person = self._told(self.passed)
            if person is not None:
                self.level, self.last_step = self.passed, self.minute
                self.repeats = self.held = 0
                self._page(why, person)
                return True
            self.skipped.append((self.passed, self.minute))
        return False

    def _told(self, level: int) -> int | None:
        return told(self.matrix.holders[level - 1], self.minute)

    def _page(self, why: str, person: int) -> None:
        self.paged, self.page = self.minute, Page(self.level, self.minute, why, person)
        self.pages.append(self.page)

    def _repeat(self) -> None:
        self.repeats += 1
        self.paged, self.page = self.minute, None
        person = self._told(self.level)
        if person is None:
            self.skipped.append((self.level, self.minute))
            self.alarms.append(self.minute)
        else:
            self._page("repeat", person)

    # People.

    def _do(self, act: Act) -> None:
        if act.what in MOVES:
            allowed, after = MOVES[act.what]
            if self.state in allowed:
                self._become(after)
        elif act.what == "answer":
            self._customer_answers()
        elif act.what == "reply":
            self._reply()
        elif act.what == "priority":
            self._reprioritise(act)
        elif act.what in {"propose", "agree", "decline"}:
            self._about_waiting(act.what)
        else:
            self._on_the_ladder(act)

    def _customer_answers(self) -> None:
        is_late = self.state == "closed" and self.minute - self.resolved_at > 14 * DAY
        if self.state in {"customer", "resolved", "closed"} and not is_late:
            self._become("work")

    def _reply(self) -> None:
        if self.state != "closed" and self.answered is None:
            self.answered = self.minute

    def _reprioritise(self, act: Act) -> None:
        """What weighs more than was thought is put off no more."""
        if self.state in REPAIRED:
            return
        self.priority, self.is_harmless = act.priority, act.is_harmless
        if not self._is_light():
            self.proposed = 0
            if self.state == "put off":
                self._become("work")

    def _become(self, after: str) -> None:
        before, self.state = self.state, after
        self.since, self.reminded = self.minute, 0
        if after in REPAIRED:
            self.proposed = 0
        if after in REPAIRED and before not in REPAIRED:
            self.repair_began = self.minute
        if after == "resolved" or (after == "closed" and before != "resolved"):
            self.resolved_at = self.minute
        if before in REPAIRED and after == "work":
            self.back.append(self.minute)
            if before != "closed":
                self.watch.count_after_all(self.repair_began)

    def _about_waiting(self, what: str) -> None:
        """P5: a harmless fault of the night may wait for the morning, if both want it."""
        morning = opens_at(self.promises.hours, self.story.reached_at)
        is_night = self.story.reached_at < morning and self.minute < morning
        if what == "propose":
            is_over = self.state in REPAIRED | {"put off"}
            if is_night and self._is_light() and not is_over and not self.proposed:
                self.proposed = morning
        elif self.minute < self.proposed:
            self.proposed = 0
            if what == "agree":
                self._become("put off")
                self.put_off = morning
                self.deferrals.append((self.minute, morning))

    def _is_light(self) -> bool:
        return self.is_harmless and self.priority in CAN_BE_HARMLESS

    def _on_the_ladder(self, act: Act) -> None:
        is_repaired = self.state in REPAIRED
        if act.what == "ack" and self.state != "closed" and self.level:
            self._take()
        elif act.what == "ask" and self.state != "closed":
            steps = self.last_step is None or self.minute >= self.last_step + 60
            is_told = steps and self._climb("request")
            self.requests.append((self.minute, "stepped" if is_told else "reminded"))
        elif act.what == "staff" and not is_repaired and self._somebody_is_above():
            self._climb("staff")
        elif act.what in {"hold", "lower"} and not is_repaired and self._is_their_page():
            self._hold(act)

    def _take(self) -> None:
        self.paged = None
        for page in self.pages:
            if page.level == self.level and page.taken is None:
                page.taken = self.minute

    def _somebody_is_above(self) -> bool:
        levels = range(self.passed + 1, len(self.matrix.holders) + 1)
        return any(self._told(level) is not None for level in levels)

    def _is_their_page(self) -> bool:
        return self.page is not None and is_there(self.page.person, self.minute)

    def _hold(self, act: Act) -> None:
        until = self.minute + act.hours * 60
        if act.what == "hold":
            self._take()
            self.held = until
            return
        for level in range(self.level - 1, 0, -1):
            person = self._told(level)
            if person is not None:
                self._take()
                self.level = self.passed = level
                self.repeats, self.held = 0, until
                self._page("lowered", person)
                return


def seen_of(stories: Sequence[Story], asleep: frozenset[int]) -> list[dict[str, object]]:
    """What is seen of each of these."""
    return [Life(story, asleep).live().seen() for story in stories]
