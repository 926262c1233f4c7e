"""The clock: facts, goals and a calendar in; segments and deadlines out.

Pure rules, no Django, and a replay of the same facts always gives the same answer.  Stored
deadlines are copies of what stands here.  A fact that is recorded late moves deadlines that are
still to come.  `now` carries a time zone; every moment that goes out is UTC.

A deadline as of `now` knows what happened by `now`, and what was planned for later: maintenance,
and the end of an agreed deferral.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from qendra.sla.calendar import Calendar, moment_after, open_time
from qendra.sla.facts import (
    CAN_BE_PLANNED,
    STOPS_THE_AGE,
    STOPS_THE_REPAIR,
    STOPS_THE_UPDATE,
    Fact,
    FactKind,
    Party,
)
from qendra.sla.history import History, Span, history_of

__all__ = [
    "Deadline",
    "DeadlineState",
    "Fact",
    "FactKind",
    "Goal",
    "Party",
    "Segment",
    "age",
    "age_deadline",
    "counted_time",
    "is_aging",
    "known_history",
    "repair_deadline",
    "response_deadline",
    "segments",
    "update_counts_from",
    "update_deadline",
]


@dataclass(frozen=True)
class Segment:
    """A stretch of time that belongs to one party; UTC, `end` not included."""

    party: Party
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Goal:
    """So many open seconds of this calendar."""

    seconds: int
    calendar: Calendar

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ValueError("A goal is not negative.")


class DeadlineState(StrEnum):
    """RUNNING; PAUSED; MET in time; BREACHED: met late, or overdue; STOPPED: over without it."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Deadline:
    """By when, and how it stands.

    `due_at` is None while paused with no known end, and for a calendar that never opens.  Of a
    deadline that was met or missed it is the moment that was promised in the end.  Meeting it at
    `due_at` itself is in time.
    """

    due_at: datetime | None
    met_at: datetime | None
    state: DeadlineState


NOT_STARTED = Deadline(None, None, DeadlineState.STOPPED)


def segments(facts: Iterable[Fact], until: datetime) -> tuple[Segment, ...]:
    """Every second from opened to closed, or to `until`, in exactly one segment.

    Neighbours belong to different parties, and together they add up to wall time.  All facts
    count, later ones too: a repair disproved after `until` never happened.
    """
    history = history_of(facts)
    if history is None:
        return ()
    end = min(until.astimezone(UTC), history.closed_at or datetime.max.replace(tzinfo=UTC))
    found: list[Segment] = []
    for span in _until(history.spans, end):
        start = span.start
        if found and found[-1].party is span.holder:
            start = found.pop().start
        found.append(Segment(span.holder, start, span.end or end))
    return tuple(found)


def response_deadline(facts: Iterable[Fact], goal: Goal, now: datetime) -> Deadline:
    """By when a person must have answered.  Nothing pauses it but the calendar."""
    history = known_history(facts, now)
    if history is None:
        return NOT_STARTED
    due_at = moment_after(goal.calendar, history.opened_at, goal.seconds)
    if history.responded_at is not None:
        return Deadline(due_at, history.responded_at, _met(due_at, history.responded_at))
    if _is_past(due_at, history.closed_at or now):
        return Deadline(due_at, None, DeadlineState.BREACHED)
    is_over = history.closed_at is not None
    return Deadline(due_at, None, DeadlineState.STOPPED if is_over else DeadlineState.RUNNING)


def repair_deadline(facts: Iterable[Fact], goal: Goal, now: datetime) -> Deadline:
    """By when the fault must be repaired: the provider's and the carrier's time counts.

    A repair, or a closing, meets it for as long as it stands.
    """
    history = known_history(facts, now)
    if history is None:
        return NOT_STARTED
    if history.restored_at is not None:
        met_at = history.restored_at
        due_at = _reached(_as_if_still_running(history, met_at), STOPS_THE_REPAIR, goal)
        return Deadline(due_at, met_at, _met(due_at, met_at))
    due_at = _reached(history.spans, STOPS_THE_REPAIR, goal)
    if _is_past(due_at, now):
        return Deadline(due_at, None, DeadlineState.BREACHED)
    is_paused = _stands_still(history, STOPS_THE_REPAIR, now)
    return Deadline(due_at, None, DeadlineState.PAUSED if is_paused else DeadlineState.RUNNING)


def update_deadline(facts: Iterable[Fact], goal: Goal, now: datetime) -> Deadline:
    """By when the customer must hear from a person again; every word of ours begins it anew.

    Not started before the first answer, which is a promise of its own, and once closed.
    """
    history = known_history(facts, now)
    if history is None or history.heard_at is None or history.closed_at is not None:
        return NOT_STARTED
    counts_from = update_counts_from(history)
    if counts_from is None:
        return Deadline(None, None, DeadlineState.PAUSED)
    due_at = moment_after(goal.calendar, counts_from, goal.seconds)
    if _is_past(due_at, now):
        return Deadline(due_at, None, DeadlineState.BREACHED)
    is_paused = _stands_still(history, STOPS_THE_UPDATE, now)
    return Deadline(due_at, None, DeadlineState.PAUSED if is_paused else DeadlineState.RUNNING)


def update_counts_from(history: History) -> datetime | None:
    """Since when the next update counts: our last word, or the end of a wait after it.

    None before the first answer, and while something stands in the way with no known end.
    """
    if history.heard_at is None or history.spans[-1].parties & STOPS_THE_UPDATE:
        return None
    ends = [span.end for span in history.spans if span.end and span.parties & STOPS_THE_UPDATE]
    return max([history.heard_at, *ends])


def age_deadline(facts: Iterable[Fact], goal: Goal, now: datetime) -> datetime | None:
    """The moment at which the age of E3 reaches the goal; it may lie in the past.

    None once restored or closed, and while the age stands still with no known end.
    """
    history = known_history(facts, now)
    if history is None:
        return None
    reached_at = _reached(history.spans, STOPS_THE_AGE, goal)
    if _is_past(reached_at, now) and _stands_still(history, STOPS_THE_AGE, now):
        return None
    return reached_at


def age(
    facts: Iterable[Fact], calendar: Calendar, now: datetime, known_at: datetime | None = None
) -> int:
    """The age of E3 in whole open seconds: all time since the report, carriers' time too.

    Waiting for the customer, an agreed deferral and a repair that stands do not age. What it was
    may look otherwise later (``known_at``): a repair that was none never stopped it.
    """
    history = known_history(facts, max(now, known_at or now))
    if history is None:
        return 0
    return counted_time(history, STOPS_THE_AGE, calendar, now) // timedelta(seconds=1)


def is_aging(facts: Iterable[Fact], now: datetime) -> bool:
    """Whether the age of E3 goes on at that moment, in open hours or outside them."""
    history = known_history(facts, now)
    return history is not None and not _stands_still(history, STOPS_THE_AGE, now)


def counted_time(
    history: History,
    stoppers: frozenset[Party],
    calendar: Calendar,
    until: datetime,
) -> timedelta:
    """Open time until then, without the spans in which one of the stoppers holds."""
    counted = (
        open_time(calendar, span.start, span.end or until)
        for span in _until(history.spans, until)
        if not span.parties & stoppers
    )
    return sum(counted, timedelta())


def known_history(facts: Iterable[Fact], now: datetime) -> History | None:
    """The history as it stood at `now`, with the pauses that are planned for later."""
    return history_of(fact for fact in facts if fact.at <= now or _is_planned(fact))


def _is_planned(fact: Fact) -> bool:
    return fact.party in CAN_BE_PLANNED


def _as_if_still_running(history: History, at: datetime) -> Iterator[Span]:
    yield from _until(history.spans, at)
    yield Span(frozenset(), at, None)


def _reached(
    spans: Iterable[Span],
    stoppers: frozenset[Party],
    goal: Goal,
) -> datetime | None:
    """The first moment at which the goal's open time has been counted."""
    remaining = timedelta(seconds=goal.seconds)
    for span in spans:
        if span.parties & stoppers:
            continue
        due_at = moment_after(goal.calendar, span.start, remaining.total_seconds())
        if due_at is None or span.end is None or due_at <= span.end:
            return due_at
        remaining -= open_time(goal.calendar, span.start, span.end)
    return None


def _until(spans: Iterable[Span], end: datetime) -> Iterator[Span]:
    """The spans, cut at `end`."""
    for span in spans:
        if span.start < end:
            yield Span(span.parties, span.start, min(span.end or end, end))


def _stands_still(history: History, stoppers: frozenset[Party], now: datetime) -> bool:
    holding = [span for span in history.spans if span.start <= now]
    return bool(holding and holding[-1].parties & stoppers)


def _met(due_at: datetime | None, met_at: datetime) -> DeadlineState:
    return DeadlineState.BREACHED if _is_past(due_at, met_at) else DeadlineState.MET


def _is_past(due_at: datetime | None, moment: datetime) -> bool:
    return due_at is not None and due_at < moment
