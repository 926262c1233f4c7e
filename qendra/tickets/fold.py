"""A ticket is the fold of its timeline. Pure: no Django.

``apply`` is the only place that says what an entry does to a ticket. Writing an entry and
replaying a timeline go through it alike, so the ticket's columns cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import singledispatch

from qendra.tickets import states
from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.entries import (
    Assigned,
    Body,
    CallLogged,
    FactsStated,
    MessageAdded,
    Opened,
    PriorityChanged,
    QuestionAsked,
    Reminded,
    ReplySent,
    ServiceSet,
    StateChanged,
)
from qendra.tickets.escalation_entries import EscalationLowered, EscalationStepped
from qendra.tickets.facts import Fact
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged
from qendra.tickets.priority import FIRST, priority_of
from qendra.tickets.states import State
from qendra.tickets.timer import next_timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a ticket is after some entry. Every field is a column of the same name."""

    subject: str
    kind: str
    customer_id: int
    service_id: int | None
    service_level_id: int | None
    reporter_id: int | None
    impact: str | None
    urgency: str
    priority: str
    matrix_version: int
    reach: str | None = None
    opened_at: datetime
    state: str = State.NEW
    state_since: datetime
    team_id: int | None = None
    assignee_id: int | None = None
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    asked_at: datetime | None = None
    responded_at: datetime | None = None
    customer_wrote_at: datetime | None = None
    reminders: int = 0
    deferrals: int = 0
    deferral_by: str = ""
    deferral_until: datetime | None = None
    level: int = 0
    restored_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    next_timer_at: datetime | None = None
    merged_into_id: int | None = None
    took_in: int = 0


def replay(entries: Iterable[tuple[datetime, Body]]) -> Snapshot:
    """The ticket that these entries (``at`` and body, in recorded order) make."""
    snapshot: Snapshot | None = None
    for at, body in entries:
        snapshot = opened(at, body) if isinstance(body, Opened) else after(snapshot, at, body)
    if snapshot is None:
        raise ValueError("a timeline begins with an opened entry")
    return snapshot


def after(snapshot: Snapshot | None, at: datetime, body: Body) -> Snapshot:
    """The ticket after one more entry."""
    if snapshot is None:
        raise ValueError("a timeline begins with an opened entry")
    return apply(body, snapshot, at)


def opened(at: datetime, body: Opened) -> Snapshot:
    """The ticket as its first entry makes it."""
    return Snapshot(
        subject=body.subject,
        kind=body.kind,
        customer_id=body.customer_id,
        service_id=body.service_id,
        service_level_id=body.service_level_id,
        reporter_id=body.reporter_id,
        impact=body.impact,
        urgency=body.urgency,
        priority=body.priority or priority_of(FIRST, body.kind, body.impact, body.urgency),
        matrix_version=body.matrix_version,
        opened_at=at,
        state_since=at,
        facts=with_facts({}, body.facts),
        customer_wrote_at=at,
    )


@singledispatch
def apply(body: Body, snapshot: Snapshot, at: datetime) -> Snapshot:
    """What most kinds do to the ticket's columns: nothing."""
    return snapshot


@apply.register
def _(body: MessageAdded, snapshot: Snapshot, at: datetime) -> Snapshot:
    return snapshot if body.automatic else replace(snapshot, customer_wrote_at=at)


@apply.register
def _(body: ReplySent, snapshot: Snapshot, at: datetime) -> Snapshot:
    return _answered(snapshot, at)


@apply.register
def _(body: CallLogged, snapshot: Snapshot, at: datetime) -> Snapshot:
    return _answered(snapshot, at)


@apply.register
def _(body: EscalationStepped, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, level=body.level)


@apply.register
def _(body: EscalationLowered, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, level=body.to_level)


@apply.register
def _(body: FactsStated, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, facts=with_facts(snapshot.facts, body.facts))


@apply.register
def _(body: QuestionAsked, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, asked_at=at)


@apply.register
def _(body: PriorityChanged, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(
        snapshot,
        impact=body.impact,
        urgency=body.urgency,
        priority=body.after,
        matrix_version=body.matrix_version,
        reach=body.reach,
    )


@apply.register
def _(body: ServiceSet, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, service_id=body.service_id, service_level_id=body.service_level_id)


@apply.register
def _(body: Assigned, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, team_id=body.team_id, assignee_id=body.assignee_id)


@apply.register
def _(body: Reminded, snapshot: Snapshot, at: datetime) -> Snapshot:
    return _with_timer(replace(snapshot, reminders=body.number))


@apply.register
def _(body: StateChanged, snapshot: Snapshot, at: datetime) -> Snapshot:
    state = State(body.after)
    works = state in states.WORKS_AGAIN
    return _with_timer(
        replace(
            snapshot,
            state=state,
            state_since=at,
            reminders=0,
            deferral_until=_deferral_until(body, snapshot),
            restored_at=(snapshot.restored_at or at) if works else None,
            resolved_at=_resolved_at(snapshot, state, at),
            closed_at=at if state in states.ENDED else None,
        )
    )


@apply.register
def _(body: DeferralProposed, snapshot: Snapshot, at: datetime) -> Snapshot:
    return _with_timer(
        replace(
            snapshot,
            deferrals=snapshot.deferrals + 1,
            deferral_by=body.side,
            deferral_until=datetime.fromisoformat(body.until),
        )
    )


@apply.register
def _(body: DeferralAnswered, snapshot: Snapshot, at: datetime) -> Snapshot:
    """No proposal any more; what was agreed begins with the move that follows."""
    return _with_timer(replace(snapshot, deferral_by="", deferral_until=None))


@apply.register
def _(body: DeferralEnded, snapshot: Snapshot, at: datetime) -> Snapshot:
    return _with_timer(replace(snapshot, deferral_by="", deferral_until=None))


@apply.register
def _(body: Merged, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, merged_into_id=body.into_id)


@apply.register
def _(body: Unmerged, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, merged_into_id=None)


@apply.register
def _(body: TookIn, snapshot: Snapshot, at: datetime) -> Snapshot:
    waits = (snapshot.customer_wrote_at, _moment(body.waits_since))
    return replace(
        snapshot,
        took_in=snapshot.took_in + 1,
        customer_wrote_at=min((at for at in waits if at), default=None),
    )


@apply.register
def _(body: GaveBack, snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, took_in=snapshot.took_in - 1)


def with_facts(
    known: dict[str, dict[str, str]], stated: Iterable[Fact]
) -> dict[str, dict[str, str]]:
    """The facts of a ticket: what was stated last holds."""
    fresh = {
        str(fact.name): {"value": fact.value, "source": str(fact.source), "quote": fact.quote}
        for fact in stated
    }
    return {**known, **fresh}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _answered(snapshot: Snapshot, at: datetime) -> Snapshot:
    return replace(snapshot, responded_at=snapshot.responded_at or at, customer_wrote_at=None)


def _resolved_at(snapshot: Snapshot, state: State, at: datetime) -> datetime | None:
    if state is State.RESOLVED:
        return at
    return snapshot.resolved_at if state in states.ENDED else None


def _deferral_until(body: StateChanged, snapshot: Snapshot) -> datetime | None:
    """The end of a deferral, or of a proposal that waits for its answer whatever the state."""
    if body.until:
        return datetime.fromisoformat(body.until)
    return snapshot.deferral_until if snapshot.deferral_by else None


def _with_timer(snapshot: Snapshot) -> Snapshot:
    at = next_timer(
        snapshot.state, snapshot.state_since, snapshot.reminders, snapshot.deferral_until
    )
    return replace(snapshot, next_timer_at=at)
