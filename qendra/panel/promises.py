"""What we promise: what comes out of the form, and by when answer and repair are due."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.lib.moments import zone_named
from qendra.sla.bar import Bar, bar, shares
from qendra.sla.clock import DeadlineState, segments
from qendra.sla.explanation import Explanation, Promise, explain
from qendra.sla.facts import Fact
from qendra.sla.key import KeyLine, key_of
from qendra.sla.wording import Audience, words_for
from qendra.tickets.clocks import facts_of, targets_for
from qendra.tickets.matrices import current_matrix
from qendra.tickets.models import PRIORITY_NAMES, Ticket
from qendra.tickets.priority import Priority, Urgency, priority_of
from qendra.tickets.promised import Promised, promised
from qendra.tickets.states import State

SOON = timedelta(minutes=30)
_WAITED_FOR_NO_MORE = frozenset({State.CANCELLED, State.MERGED})


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of a ticket, as the page shows it (parts/clock.html).

    The repair has a picture besides: whose time it was, in plain words.
    """

    name: str
    due: datetime | None
    tone: str
    told: str
    why: str
    bar: Bar | None = None
    key: tuple[KeyLine, ...] = ()


def outcomes(service: Service) -> list[Promised]:
    """Every priority that can come out of the form, with its times where they are set."""
    known = {each.priority: each for each in promised(service)}
    return [
        known.get(priority, Promised(priority, str(PRIORITY_NAMES[priority])))
        for priority in Priority
    ]


def priority_table() -> str:
    """JSON for js/priority.js: ``"kind impact urgency"`` → priority (P1)."""
    matrix = current_matrix()
    table = {f"fault {impact} {urgency}": each for (impact, urgency), each in matrix.cells.items()}
    requests = ((urgency, priority_of(matrix, "request", None, urgency)) for urgency in Urgency)
    return json.dumps(table | {f"request  {urgency}": each for urgency, each in requests})


def clocks_of(ticket: Ticket, person: Person, now: datetime) -> list[Clock]:
    """All deadlines with their reasons, in the person's time zone; two queries.

    None for a ticket that was cancelled or merged: nobody waits for it here any more.
    """
    targets = targets_for(ticket.service_level_id, ticket.priority)
    if targets is None or ticket.state in _WAITED_FOR_NO_MORE:
        return []
    facts = facts_of(ticket)
    last = Promise.COMPLETION if ticket.kind == "request" else Promise.REPAIR
    explained = (
        explain(facts, targets.response, now, Promise.RESPONSE),
        explain(facts, targets.update, now, Promise.UPDATE) if targets.update else None,
        explain(facts, targets.repair, now, last),
    )
    return list(_clocks((each for each in explained if each), facts, person))


def _clocks(
    explained: Iterator[Explanation], facts: Sequence[Fact], person: Person
) -> Iterator[Clock]:
    names = {
        Promise.RESPONSE: _("First answer"),
        Promise.UPDATE: _("Next update"),
        Promise.REPAIR: _("Repair"),
        Promise.COMPLETION: _("Done"),
    }
    for each in explained:
        wording = words_for(each, Audience.CUSTOMER, zone_named(person.time_zone))
        has_picture = each.promise in (Promise.REPAIR, Promise.COMPLETION)
        drawn = segments(facts, each.now) if has_picture else ()
        yield Clock(
            name=names[each.promise],
            due=each.deadline.due_at,
            tone=_tone(each),
            told=_told(each),
            why=wording.sentence,
            bar=bar(drawn, each.deadline.due_at),
            key=key_of(shares(drawn), Audience.CUSTOMER),
        )


def _tone(explanation: Explanation) -> str:
    deadline = explanation.deadline
    is_soon = deadline.due_at is not None and deadline.due_at - explanation.now < SOON
    return {
        DeadlineState.RUNNING: "major" if is_soon else "low",
        DeadlineState.PAUSED: "wait",
        DeadlineState.MET: "good",
        DeadlineState.BREACHED: "critical",
        DeadlineState.STOPPED: "neutral",
    }[deadline.state]


def _told(explanation: Explanation) -> str:
    """A word in place of the moment, once the moment says nothing any more."""
    deadline = explanation.deadline
    if deadline.state is DeadlineState.MET:
        return _("in time")
    if deadline.state is DeadlineState.BREACHED and deadline.met_at:
        return _("late")
    if deadline.state is DeadlineState.PAUSED and deadline.due_at is None:
        return _("on hold")
    if explanation.promise is Promise.UPDATE and deadline.state is DeadlineState.STOPPED:
        return _("after the first answer")
    if deadline.due_at is None or deadline.state is DeadlineState.STOPPED:
        return "–"
    return ""
