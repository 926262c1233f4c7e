"""When a fault may be put off to the next business day (P5). Pure: no Django.

Whether it is put off is for both parties to say; these rules only say whether they may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qendra.sla.calendar import Calendar, next_opening
from qendra.tickets import states
from qendra.tickets.priority import Impact, Priority
from qendra.tickets.states import State


class Side(StrEnum):
    """The two parties of an agreement."""

    CUSTOMER = "customer"
    PROVIDER = "provider"

    @property
    def other(self) -> Side:
        return Side.PROVIDER if self is Side.CUSTOMER else Side.CUSTOMER


class Ending(StrEnum):
    """Why a proposal, or a deferral, ended without an answer."""

    OPENING = "opening"
    IMPACT = "impact"
    WITHDRAWN = "withdrawn"
    REPAIRED = "repaired"


class No(StrEnum):
    """Why a ticket cannot be deferred, what weighs most first."""

    REQUEST = "request"
    OVER = "over"
    DEFERRED = "deferred"
    UNKNOWN_IMPACT = "unknown_impact"
    PRESSING = "pressing"
    IMPACT = "impact"
    IN_HOURS = "in_hours"
    NEVER_OPENS = "never_opens"
    OPENED_SINCE = "opened_since"


# Impacts with which nothing is put off.
WORSE = frozenset(Impact) - {Impact.NON_SERVICE_AFFECTING}
NEVER_DEFERRED = frozenset({Priority.CRITICAL, Priority.MAJOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rule reads of a ticket."""

    kind: str
    state: str
    impact: str | None
    priority: str
    opened_at: datetime


def refusal(case: Case, hours: Calendar | None, now: datetime) -> No | None:
    """Why this case cannot be deferred at ``now``; None where both may agree to it.

    ``hours`` are the business hours that hold for it. What counts is when the report reached us
    and the first opening after that: once business hours have begun there is nothing to wait for.
    """
    return refusal_whenever(case) or _of_time(case, hours, now)


def refusal_whenever(case: Case) -> No | None:
    """Why it cannot be deferred whatever the hour."""
    if case.kind != "fault":
        return No.REQUEST
    if case.state in states.WORKS_AGAIN:
        return No.OVER
    if case.state == State.DEFERRED:
        return No.DEFERRED
    if case.impact is None:
        return No.UNKNOWN_IMPACT
    if case.priority in NEVER_DEFERRED:
        return No.PRESSING
    return No.IMPACT if case.impact in WORSE else None


def _of_time(case: Case, hours: Calendar | None, now: datetime) -> No | None:
    opening = opening_after(case.opened_at, hours)
    if opening is None:
        return No.NEVER_OPENS
    if opening == case.opened_at:
        return No.IN_HOURS
    return No.OPENED_SINCE if opening <= now else None


def opening_after(opened_at: datetime, hours: Calendar | None) -> datetime | None:
    """The moment until which a report of then can be put off; itself while they are open."""
    return next_opening(hours, opened_at) if hours else None


def may_stand(impact: str | None, priority: str, state: str) -> bool:
    """Whether a proposal, or a deferral, of a ticket like this may stand; else it is void."""
    weighs_little = impact == Impact.NON_SERVICE_AFFECTING and priority not in NEVER_DEFERRED
    return weighs_little and state not in states.WORKS_AGAIN
