"""Doing one thing with many tickets: each by its own action, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qendra.accounts.models import Person, Team
from qendra.accounts.selectors import staff_who_can_work, teams
from qendra.desk.actions.holding import Sent, hold
from qendra.desk.carrying import last_entry
from qendra.desk.forms.bulk import ASSIGN, NOBODY, NOTE, TO_ME
from qendra.desk.gate import at_the_desk
from qendra.desk.models import Held, HeldKind
from qendra.desk.moving import move_or_hold
from qendra.desk.undo import Pairs, undo_of_entries, undo_of_held
from qendra.lib.errors import Refused
from qendra.tickets.actions.moving import assign
from qendra.tickets.models import Ticket
from qendra.tickets.states import State


@dataclass(slots=True)
class Outcome:
    """What became of it. ``left`` are the tickets that stay as they were, by the reason."""

    done: int = 0
    is_held: bool = False
    undo: Pairs = field(default_factory=list)
    left: dict[str, list[Ticket]] = field(default_factory=dict)


def do_with_each(
    person: Person, tickets: Sequence[Ticket], given: Mapping[str, Any], now: datetime
) -> Outcome:
    """Do what the form says with every ticket that allows it."""
    outcome = Outcome()
    who = _who(person, given)
    for ticket in tickets:
        before = last_entry(ticket)
        try:
            done = _do(person, ticket, given, who, now)
        except Refused as refusal:
            outcome.left.setdefault(str(refusal), []).append(ticket)
            continue
        outcome.done += 1
        if isinstance(done, Held):
            outcome.is_held = True
            outcome.undo += undo_of_held(done.id)
        else:
            outcome.undo += undo_of_entries(person, ticket, before)
    return outcome


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom tickets are given to: a change of the person, of the team, or of both."""

    changes_person: bool = False
    person: Person | None = None
    changes_team: bool = False
    team: Team | None = None


def _who(person: Person, given: Mapping[str, Any]) -> _Who:
    if given["do"] == TO_ME:
        return _Who(changes_person=True, person=person)
    if given["do"] != ASSIGN:
        return _Who()
    assignee, team = given["assignee"], given["team"]
    return _Who(
        changes_person=bool(assignee),
        person=None if assignee in {"", NOBODY} else staff_who_can_work().get(id=assignee),
        changes_team=bool(team),
        team=None if team in {"", NOBODY} else teams().get(id=team),
    )


def _do(
    person: Person, ticket: Ticket, given: Mapping[str, Any], who: _Who, now: datetime
) -> object:
    actor = at_the_desk(person)
    if given["do"] in {ASSIGN, TO_ME}:
        return assign(
            actor=actor,
            now=now,
            ticket_id=ticket.id,
            assignee=who.person if who.changes_person else ticket.assignee,
            team=who.team if who.changes_team else ticket.team,
            version=ticket.version,
        )
    if given["do"] == NOTE:
        key = f"desk-note:{given['token']}:{ticket.id}"
        sent = Sent(kind=HeldKind.NOTE, key=key, text=given["note"])
        return hold(actor=actor, now=now, ticket_id=ticket.id, sent=sent)
    if ticket.customer_wrote_at and ticket.customer_wrote_at > given["drawn"]:
        raise Refused(_("The customer wrote since you chose it. Read that first."))
    return move_or_hold(
        actor=actor,
        now=now,
        ticket=ticket,
        to=State(given["to"]),
        reason=given["reason"],
        reference=given["reference"],
        version=ticket.version,
    )
