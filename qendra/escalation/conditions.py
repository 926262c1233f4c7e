"""What may make a step earlier than the ticket's age does, never later: a matrix's conditions.

Pure: no Django. A matrix names the level that is reached at once when the first answer is late,
when the repair is late, or when the ticket has come back so many times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qendra.sla.clock import (
    Deadline,
    DeadlineState,
    Fact,
    FactKind,
    Goal,
    is_aging,
    repair_deadline,
    response_deadline,
)

# How often a ticket comes back before it has come back often, where nobody says otherwise.
USUAL_REOPENINGS = 2
# A deadline in these states was missed, or will be at the moment it names.
_CAN_BE_MISSED = {DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.BREACHED}


class Condition(StrEnum):
    """What happened, or will unless somebody does something."""

    RESPONSE = "response"
    REPAIR = "repair"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The level that each condition leads to; None: to none, as in a matrix of age alone."""

    response: int | None = None
    repair: int | None = None
    reopened: int | None = None
    reopenings: int = USUAL_REOPENINGS

    def __post_init__(self) -> None:
        if any(level < 1 for level in self.levels) or self.reopenings < 1:
            raise ValueError("A condition leads to a level, and a ticket comes back once at least.")

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that conditions lead to."""
        named = (self.response, self.repair, self.reopened)
        return tuple(level for level in named if level is not None)

    def of(self, condition: Condition) -> int | None:
        """The level to which this condition leads."""
        level: int | None = getattr(self, condition.value)
        return level


AGE_ALONE = Conditions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What was promised for the ticket; None: no such promise."""

    response: Goal | None = None
    repair: Goal | None = None


NOTHING_PROMISED = Promised()


def come_true(
    conditions: Conditions, level: int, facts: Iterable[Fact], promised: Promised, at: datetime
) -> Iterator[tuple[Condition, datetime]]:
    """Which conditions lead to this level or above it, and when each comes true, as of ``at``.

    A moment to come is that of a promise that nobody has met yet. None while the age stands
    still: what was missed meanwhile makes the step when it goes on.
    """
    known = tuple(facts)
    leading = [each for each in Condition if (conditions.of(each) or 0) >= level]
    if not leading or not is_aging(known, at):
        return
    for condition in leading:
        if moment := _moment(condition, conditions.reopenings, known, promised, at):
            yield condition, moment


def _moment(
    condition: Condition,
    reopenings: int,
    facts: tuple[Fact, ...],
    promised: Promised,
    at: datetime,
) -> datetime | None:
    if condition is Condition.REOPENED:
        return _reopened_at(reopenings, facts, at)
    if condition is Condition.RESPONSE:
        goal = promised.response
        return _missed_at(response_deadline(facts, goal, at)) if goal else None
    goal = promised.repair
    return _missed_at(repair_deadline(facts, goal, at)) if goal else None


def _missed_at(deadline: Deadline) -> datetime | None:
    return deadline.due_at if deadline.state in _CAN_BE_MISSED else None


def _reopened_at(times: int, facts: tuple[Fact, ...], at: datetime) -> datetime | None:
    """When the ticket came back for the so-many-th time: not repaired, or opened once more."""
    opened = sorted(each.at for each in facts if each.kind is FactKind.OPENED)[1:]
    disproved = [each.at for each in facts if each.kind is FactKind.DISPROVED]
    back = sorted(each for each in (*opened, *disproved) if each <= at)
    return back[times - 1] if len(back) >= times else None
