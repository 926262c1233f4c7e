"""What would have been: the clocks of tickets under other targets, computed in memory only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from qendra.sla.clock import (
    Deadline,
    DeadlineState,
    Fact,
    Goal,
    repair_deadline,
    response_deadline,
)
from qendra.sla.explanation import Promise
from qendra.sla.selectors import Targets
from qendra.tickets.clocks import facts_of_all, targets_for
from qendra.tickets.models import Ticket

# The sample: so many at most, and nothing older.
MOST = 200
WITHIN = timedelta(days=90)
# Of those that differ, so many are named.
MOST_NAMED = 20

# The targets that a ticket would have had; None where the draft says nothing about it.
Draft = Callable[[Ticket], Targets | None]


class Verdict(StrEnum):
    """What became of a promise; ``undecided``: it still runs, or nobody waits for it."""

    KEPT = "kept"
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise of one ticket that would have ended otherwise."""

    ticket: Ticket
    promise: Promise
    before: Verdict
    after: Verdict


@dataclass(slots=True)
class Rerun:
    """How many promises were kept and missed, as they were and as they would have been."""

    since: datetime
    count: int = 0
    is_cut: bool = False
    before: Counter[tuple[Promise, Verdict]] = field(default_factory=Counter)
    after: Counter[tuple[Promise, Verdict]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    different: int = 0


_QUESTIONS = (
    (Promise.RESPONSE, response_deadline),
    (Promise.REPAIR, repair_deadline),
)


def rerun(tickets: QuerySet[Ticket], draft: Draft, now: datetime) -> Rerun:
    """The newest of these tickets under their own targets and under the draft; two queries."""
    since = now - WITHIN
    newest = tickets.filter(opened_at__gte=since).order_by("-opened_at", "-id")
    found = list(newest[: MOST + 1])
    sample = [(ticket, targets) for ticket in found[:MOST] if (targets := draft(ticket))]
    told = Rerun(since=since, count=len(sample), is_cut=len(found) > MOST)
    facts = facts_of_all([ticket for ticket, _ in sample]) if sample else {}
    for ticket, targets in sample:
        own = targets_for(ticket.service_level_id, ticket.priority)
        _compare(told, ticket, facts[ticket.id], (own, targets), now)
    return told


def _compare(
    told: Rerun,
    ticket: Ticket,
    facts: Sequence[Fact],
    targets: tuple[Targets | None, Targets],
    now: datetime,
) -> None:
    own, drafted = targets
    is_different = False
    for promise, question in _QUESTIONS:
        before = _verdict(question, facts, _goal(own, promise), now)
        after = _verdict(question, facts, _goal(drafted, promise), now)
        told.before[promise, before] += 1
        told.after[promise, after] += 1
        if before is not after:
            is_different = True
            if len(told.differences) < MOST_NAMED:
                told.differences.append(Difference(ticket, promise, before, after))
    told.different += is_different


def _goal(targets: Targets | None, promise: Promise) -> Goal | None:
    if targets is None:
        return None
    return targets.response if promise is Promise.RESPONSE else targets.repair


def _verdict(
    question: Callable[[Sequence[Fact], Goal, datetime], Deadline],
    facts: Sequence[Fact],
    goal: Goal | None,
    now: datetime,
) -> Verdict:
    state = question(facts, goal, now).state if goal else DeadlineState.STOPPED
    return {DeadlineState.MET: Verdict.KEPT, DeadlineState.BREACHED: Verdict.MISSED}.get(
        state, Verdict.UNDECIDED
    )
