"""Where a ticket stands and what happens next, in plain sentences for its customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.lib.moments import exact
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import can_be_reopened
from qendra.tickets.states import CONFIRM_WITHIN, REOPEN_WITHIN, State


@dataclass(frozen=True, slots=True)
class Standing:
    """The sentence of now, the sentence of next, and the shape and tone beside them."""

    now: str
    next: str
    tone: str
    icon: str


TONES = {
    State.WAITING_CUSTOMER: "wait",
    State.WAITING_CARRIER: "info",
    State.RESTORED: "good",
    State.RESOLVED: "good",
    State.DEFERRED: "low",
    State.CLOSED: "neutral",
    State.CANCELLED: "neutral",
    State.MERGED: "neutral",
}


def who_has_it(ticket: Ticket) -> str:
    """The person, the team, or all of us."""
    if ticket.assignee and ticket.team:
        return _("%(person)s, %(team)s") % {"person": ticket.assignee, "team": ticket.team}
    if ticket.assignee or ticket.team:
        return str(ticket.assignee or ticket.team)
    return _("Everybody on duty")


def standing_of(
    ticket: Ticket, person: Person, now: datetime, *, next_step: tuple[str, datetime] | None
) -> Standing:
    """The two sentences. ``next_step`` is the level that age reaches next, and when."""
    state = State(ticket.state)
    return Standing(
        now=_now(ticket, state, person, now),
        next=" ".join(filter(None, _next(ticket, state, person, now, next_step))),
        tone=TONES.get(state, "info"),
        icon=f"state-{state}",
    )


def _now(ticket: Ticket, state: State, person: Person, now: datetime) -> str:
    pieces = {
        "who": who_has_it(ticket),
        "until": exact(ticket.deferral_until or now, person.time_zone, now),
        "since": exact(ticket.state_since, person.time_zone, now),
        "restored": exact(ticket.restored_at or ticket.state_since, person.time_zone, now),
    }
    sentence = {
        State.NEW: _("Your report is with us. It waits with: %(who)s."),
        State.IN_PROGRESS: _("We are working on it. It is with: %(who)s."),
        State.WAITING_CUSTOMER: _("We wait for an answer from you."),
        State.WAITING_CARRIER: _("We are pressing the carrier that runs this line."),
        State.DEFERRED: (
            _("Put off, as agreed with you. We go on by ourselves: %(until)s.")
            if ticket.deferral_until
            else _("As agreed with you, we go on later.")
        ),
        State.RESTORED: (
            _("It is done, since %(restored)s.")
            if ticket.kind == "request"
            else _("The service works again, since %(restored)s.")
        ),
        State.RESOLVED: _("We believe that this is solved, since %(since)s."),
        State.CLOSED: _("This ticket is closed, since %(since)s."),
        State.CANCELLED: _("This ticket was cancelled, %(since)s."),
        State.MERGED: _("This ticket was joined with another one, where the work goes on."),
    }[state]
    return sentence % pieces


def _next(
    ticket: Ticket,
    state: State,
    person: Person,
    now: datetime,
    next_step: tuple[str, datetime] | None,
) -> list[str]:
    """What happens next; more than one sentence where two things come."""
    if state in {State.NEW, State.IN_PROGRESS, State.WAITING_CARRIER}:
        return [
            _due(ticket, person, now),
            _update(ticket, person, now),
            _by_itself(next_step, person, now),
        ]
    if state is State.RESOLVED:
        until = exact(ticket.state_since + CONFIRM_WITHIN, person.time_zone, now)
        return [
            _("Please tell us whether it is what you asked for.")
            if ticket.kind == "request"
            else _("Please tell us whether it works."),
            _("Without a word from you the ticket closes by itself on %(until)s.")
            % {"until": until},
        ]
    if state in {State.CLOSED, State.CANCELLED}:
        return [_after_the_end(ticket, person, now)]
    return [_of_waiting(ticket, state)]


def _of_waiting(ticket: Ticket, state: State) -> str:
    """What comes next where no deadline of ours does."""
    return {
        State.WAITING_CUSTOMER: _(
            "Write below and we go on at once. If we hear nothing, we remind you after"
            " 24 and 48 hours, and after 72 hours we look at it again ourselves."
        ),
        State.DEFERRED: _(
            "Until then the clocks stand still. If it gets worse, say so: we go on at once."
        ),
        State.RESTORED: (
            _("Please tell us whether it is what you asked for.")
            if ticket.kind == "request"
            else _("We look whether it stays so. Please tell us what you see.")
        ),
        State.MERGED: _("You need not do anything."),
    }[state]


def _due(ticket: Ticket, person: Person, now: datetime) -> str:
    """The next deadline that is still to come."""
    response, repair = ticket.response_due_at, ticket.repair_due_at
    if response and response > now:
        until = exact(response, person.time_zone, now)
        return _("A person answers you by %(until)s.") % {"until": until}
    if repair and repair > now:
        until = exact(repair, person.time_zone, now)
        if ticket.kind == "request":
            return _("We aim to have it done by %(until)s.") % {"until": until}
        return _("We aim to have it repaired by %(until)s.") % {"until": until}
    if repair or response:
        return _("We are later than we promised; it stays in front until it is done.")
    return ""


def _update(ticket: Ticket, person: Person, now: datetime) -> str:
    due = ticket.update_due_at
    if due is None:
        return ""
    if due <= now:
        return _("You should have heard from us by now; we owe you word.")
    return _("You hear from us again by %(until)s.") % {"until": exact(due, person.time_zone, now)}


def _by_itself(next_step: tuple[str, datetime] | None, person: Person, now: datetime) -> str:
    if next_step is None:
        return ""
    role, at = next_step
    until = exact(max(at, now), person.time_zone, now)
    return _("If it is not done by %(until)s, the next level (%(role)s) is told by itself.") % {
        "until": until,
        "role": role,
    }


def _after_the_end(ticket: Ticket, person: Person, now: datetime) -> str:
    ended = ticket.resolved_at or ticket.closed_at
    if ended and can_be_reopened(ticket, now):
        until = exact(ended + REOPEN_WITHIN, person.time_zone, now)
        if ticket.kind == "request":
            return _("If you need more before %(until)s, reopen it here.") % {"until": until}
        return _("If it comes back before %(until)s, reopen it here.") % {"until": until}
    if ticket.kind == "request":
        return _("If you need more, write below: that opens a new ticket, linked to this one.")
    return _("If it comes back, write below: that opens a new ticket, linked to this one.")
