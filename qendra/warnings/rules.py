"""When a clock has used up so much of its time that somebody is told. Pure: no Django.

Half of the time is nothing that anybody is told: pages show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from qendra.sla.calendar import Calendar, is_open, open_spans
from qendra.sla.clock import (
    Deadline,
    DeadlineState,
    Goal,
    known_history,
    repair_deadline,
    response_deadline,
    update_counts_from,
    update_deadline,
)
from qendra.sla.explanation import Promise
from qendra.sla.facts import Fact

# Of several people's mails in five minutes, each person gets one.
TOGETHER = timedelta(minutes=5)
# So long before the last of us goes home.
BEFORE_THE_END = timedelta(hours=1)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Threshold(StrEnum):
    """``unstaffed``: it falls due when nobody is there, and somebody still is."""

    THREE_QUARTERS = "three_quarters"
    UNSTAFFED = "unstaffed"
    NINE_TENTHS = "nine_tenths"
    BREACHED = "breached"


# In thousandths of the goal, so that seconds stay whole.
SHARES = {Threshold.THREE_QUARTERS: 750, Threshold.NINE_TENTHS: 900}
# What comes later says more than what comes before.
GRAVITY = tuple(Threshold)


@dataclass(frozen=True, slots=True)
class Mark:
    """A clock reaches a threshold ``at``; told up to ``until``. ``since``: the cycle it is of.

    Updates come again and again, and each time is a cycle; answer and repair have one.
    """

    promise: Promise
    threshold: Threshold
    since: datetime | None
    at: datetime
    due_at: datetime
    until: datetime = FOR_EVER

    @property
    def name(self) -> str:
        """What it is, once for ever, of its ticket."""
        cycle = f"{self.since:%Y%m%dT%H%M%S}" if self.since else ""
        return f"{self.promise}:{cycle}:{self.threshold}"


Question = Callable[[Iterable[Fact], Goal, datetime], Deadline]
QUESTIONS: tuple[tuple[Promise, Question], ...] = (
    (Promise.RESPONSE, response_deadline),
    (Promise.UPDATE, update_deadline),
    (Promise.REPAIR, repair_deadline),
)


def marks(
    facts: Iterable[Fact], goals: dict[Promise, Goal], staffed: Calendar, now: datetime
) -> list[Mark]:
    """All thresholds of the clocks that run, past and to come, as of ``now``; in their order."""
    known = tuple(facts)
    history = known_history(known, now)
    if history is None or history.closed_at is not None:
        return []
    found = list[Mark]()
    for promise, question in QUESTIONS:
        goal = goals.get(promise)
        deadline = question(known, goal, now) if goal else None
        if goal is None or deadline is None or deadline.due_at is None or _is_over(deadline):
            continue
        is_update = promise is Promise.UPDATE
        since = update_counts_from(history) if is_update else None
        mark = Mark(promise, Threshold.BREACHED, since, _after(deadline.due_at), deadline.due_at)
        found += [mark, *_shares(mark, known, goal, question, now)]
        if not is_update:
            found += _unstaffed(mark, staffed, history.opened_at)
    return sorted(found, key=lambda each: each.at)


def next_round(now: datetime) -> datetime:
    """When what is gathered from now on goes out: the end of these five minutes."""
    passed = timedelta(seconds=now.timestamp() % TOGETHER.total_seconds())
    return now - passed + TOGETHER


def _is_over(deadline: Deadline) -> bool:
    return deadline.met_at is not None or deadline.state is DeadlineState.STOPPED


def _after(due_at: datetime) -> datetime:
    """Met at the moment itself is in time."""
    return due_at + timedelta(seconds=1)


def _shares(
    mark: Mark, facts: tuple[Fact, ...], goal: Goal, question: Question, now: datetime
) -> Iterator[Mark]:
    """The moments at which a part of the goal is used up: deadlines of smaller goals."""
    for threshold, thousandths in SHARES.items():
        part = replace(goal, seconds=goal.seconds * thousandths // 1000)
        if at := question(facts, part, now).due_at:
            yield replace(mark, threshold=threshold, at=at)


def _unstaffed(mark: Mark, staffed: Calendar, opened_at: datetime) -> Iterator[Mark]:
    if is_open(staffed, mark.due_at - timedelta(seconds=1)):
        return
    spans = list(open_spans(staffed, opened_at, mark.due_at))
    if spans:
        opens, closes = spans[-1]
        at = max(opens, closes - BEFORE_THE_END)
        yield replace(mark, threshold=Threshold.UNSTAFFED, at=at, until=closes)
