"""Why this is the deadline, in pieces that `wording` turns into sentences.

Pure rules, no Django.  The pieces add up: the goal and the waits together are exactly the open
time from the report to a deadline that runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qendra.sla.calendar import next_opening, open_time
from qendra.sla.clock import (
    Deadline,
    Goal,
    counted_time,
    known_history,
    repair_deadline,
    response_deadline,
    update_counts_from,
    update_deadline,
)
from qendra.sla.facts import PRECEDENCE, STOPS_THE_REPAIR, Fact, Party
from qendra.sla.history import History

NOTHING = frozenset[Party]()


class Promise(StrEnum):
    """What is due: the first answer, then word of us again and again, and the repair.

    A completion, the end of what was asked for, is measured as a repair is; it only reads
    otherwise.
    """

    RESPONSE = "response"
    UPDATE = "update"
    REPAIR = "repair"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Wait:
    """Open seconds that did not count because they belonged to this party."""

    party: Party
    seconds: int
    is_running: bool


@dataclass(frozen=True)
class Explanation:
    """A deadline as of `now` with its reasons; all moments UTC.

    `since` is the report, and of an update our last word or the end of a wait after it;
    `counts_from` the same or the first opening after it.  `remaining_seconds` are open seconds, 0
    when used up.  Waits come in the order of precedence; none for a response, which nothing
    pauses, and none for an update, which begins anew after each.
    """

    promise: Promise
    deadline: Deadline
    goal: Goal
    now: datetime
    since: datetime
    counts_from: datetime | None
    remaining_seconds: int
    waits: tuple[Wait, ...]


def explain(
    facts: Iterable[Fact],
    goal: Goal,
    now: datetime,
    promise: Promise = Promise.REPAIR,
) -> Explanation | None:
    """Why the deadline stands where it stands at `now`; None when nothing was opened yet.

    None of a closed case for an update: nobody waits for one.
    """
    told = tuple(facts)
    history = known_history(told, now)
    if history is None:
        return None
    if promise is Promise.UPDATE:
        return _update(told, history, goal, now)
    is_response = promise is Promise.RESPONSE
    deadline = (response_deadline if is_response else repair_deadline)(told, goal, now)
    stoppers = NOTHING if is_response else STOPS_THE_REPAIR
    end = deadline.met_at or now
    counted = counted_time(history, stoppers, goal.calendar, end)
    return Explanation(
        promise=promise,
        deadline=deadline,
        goal=goal,
        now=now,
        since=history.opened_at,
        counts_from=next_opening(goal.calendar, history.opened_at),
        remaining_seconds=max(0, goal.seconds - counted // timedelta(seconds=1)),
        waits=_waits(history, stoppers, goal, end),
    )


def _update(
    facts: tuple[Fact, ...], history: History, goal: Goal, now: datetime
) -> Explanation | None:
    if history.closed_at is not None:
        return None
    since = update_counts_from(history) or history.opened_at
    left = goal.seconds - open_time(goal.calendar, since, now) // timedelta(seconds=1)
    return Explanation(
        promise=Promise.UPDATE,
        deadline=update_deadline(facts, goal, now),
        goal=goal,
        now=now,
        since=since,
        counts_from=next_opening(goal.calendar, since),
        remaining_seconds=max(0, left),
        waits=(),
    )


def _waits(
    history: History,
    stoppers: frozenset[Party],
    goal: Goal,
    end: datetime,
) -> tuple[Wait, ...]:
    seconds: dict[Party, timedelta] = {}
    running: Party | None = None
    for span in history.spans:
        if span.holder in stoppers and span.start < end:
            running = span.holder if span.end is None or span.end > end else None
            waited = open_time(goal.calendar, span.start, min(span.end or end, end))
            seconds[span.holder] = seconds.get(span.holder, timedelta()) + waited
    return tuple(
        Wait(party, seconds[party] // timedelta(seconds=1), party is running)
        for party in PRECEDENCE
        if seconds.get(party) or (party in seconds and party is running)
    )
