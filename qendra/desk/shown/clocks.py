"""The clocks of a ticket, with the reason for each moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.lib.moments import zone_named
from qendra.sla.bar import Bar, bar, shares
from qendra.sla.clock import DeadlineState, Goal, segments
from qendra.sla.explanation import Explanation, Promise, explain
from qendra.sla.facts import Fact
from qendra.sla.key import KeyLine, key_of
from qendra.sla.wording import Audience, words_for
from qendra.tickets.clock_facts import CLOCK_KINDS, clock_facts
from qendra.tickets.clocks import targets_for
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import Past

SOON = timedelta(hours=1)
NAMES = {
    Promise.RESPONSE: gettext_lazy("First answer"),
    Promise.UPDATE: gettext_lazy("Next update"),
    Promise.REPAIR: gettext_lazy("Repair"),
    Promise.COMPLETION: gettext_lazy("Done"),
}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One deadline for ``desk/clock.html``: when, or ``told`` instead of it, and why.

    The repair has a picture besides, of whose time it was, with its key.
    """

    name: Lazy | str
    tone: str
    due: datetime | None
    told: str
    why: str
    bar: Bar | None = None
    key: tuple[KeyLine, ...] = ()


def clocks_of(
    ticket: Ticket, entries: Sequence[Past], zone: str, now: datetime
) -> tuple[ClockLine, ...]:
    """All clocks as of ``now``, told in the reader's zone; none without targets. One query."""
    targets = targets_for(ticket.service_level_id, ticket.priority)
    if targets is None:
        return ()
    read = (entry for entry in entries if entry.kind in CLOCK_KINDS)
    facts = tuple(clock_facts((entry.at, entry.recorded_at, entry.body) for entry in read))
    goals: list[tuple[Promise, Goal | None]] = [
        (Promise.RESPONSE, targets.response),
        (Promise.UPDATE, targets.update),
        (Promise.COMPLETION if ticket.kind == "request" else Promise.REPAIR, targets.repair),
    ]
    explained = (explain(facts, goal, now, promise) for promise, goal in goals if goal)
    return tuple(_line(each, facts, zone) for each in explained if each)


def _line(explanation: Explanation, facts: Sequence[Fact], zone: str) -> ClockLine:
    deadline = explanation.deadline
    has_picture = explanation.promise in (Promise.REPAIR, Promise.COMPLETION)
    words = words_for(explanation, Audience.STAFF, zone_named(zone))
    drawn = segments(facts, explanation.now) if has_picture else ()
    return ClockLine(
        name=NAMES[explanation.promise],
        tone=_tone(explanation),
        due=deadline.due_at,
        told=_told(explanation),
        why=words.sentence,
        bar=bar(drawn, deadline.due_at),
        key=key_of(shares(drawn), Audience.STAFF),
    )


def _tone(explanation: Explanation) -> str:
    deadline = explanation.deadline
    match deadline.state:
        case DeadlineState.MET:
            return "good"
        case DeadlineState.BREACHED:
            return "critical"
        case DeadlineState.PAUSED | DeadlineState.STOPPED:
            return "wait"
        case DeadlineState.RUNNING:
            return _tone_of_running(explanation)


def _tone_of_running(explanation: Explanation) -> str:
    """From half of its time on a clock is seen to run out; from three quarters on it is told."""
    due_at, left = explanation.deadline.due_at, explanation.remaining_seconds
    is_soon = due_at is not None and due_at - explanation.now <= SOON
    if is_soon or 4 * left <= explanation.goal.seconds:
        return "major"
    return "minor" if 2 * left <= explanation.goal.seconds else "low"


def _told(explanation: Explanation) -> str:
    """The word that stands in place of the moment once the clock does not run."""
    deadline = explanation.deadline
    if deadline.state is DeadlineState.MET:
        return _("in time")
    if deadline.state is DeadlineState.BREACHED and deadline.met_at:
        return _("late")
    if deadline.state is DeadlineState.PAUSED:
        return _("stands still")
    if explanation.promise is Promise.UPDATE and deadline.state is DeadlineState.STOPPED:
        return _("after the first answer")
    return _("stopped") if deadline.state is DeadlineState.STOPPED else ""
