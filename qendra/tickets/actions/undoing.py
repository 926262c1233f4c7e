"""Taking back a move or an assignment: another entry, for what happened stays written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Team
from qendra.lib.errors import Refused
from qendra.tickets import fold
from qendra.tickets.actions.writing import Write, locked
from qendra.tickets.entries import Assigned, StateChanged
from qendra.tickets.fold import Snapshot
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import WORKS_AGAIN, State

UNDO_WITHIN = timedelta(minutes=10)
_KINDS = {Assigned.KIND, StateChanged.KIND}


@transaction.atomic
def undo_entries(*, actor: Actor, now: datetime, ticket_id: int, first: int, last: int) -> Ticket:
    """Bring the ticket back to who had it and where it stood before these entries.

    They are the newest, the actor's own, not older than ten minutes, and told the customer
    nothing. Refused else.
    """
    ticket = locked(ticket_id)
    entries = list(ticket.entries.order_by("id"))
    undone = [entry for entry in entries if entry.id >= first]
    if not _can_be_undone(undone, actor, last):
        raise Refused(_("Something else has happened since, so this cannot be undone."))
    if now - undone[0].recorded_at > UNDO_WITHIN:
        raise Refused(_("This was done too long ago to be undone."))
    earlier = entries[: -len(undone)]
    before = fold.replay((entry.at, entry.body) for entry in earlier)
    if before.state in WORKS_AGAIN or ticket.state in WORKS_AGAIN - {State.CANCELLED}:
        raise Refused(_("The customer was told of this move: move the ticket once more."))
    write = Write(ticket, actor=actor, now=now)
    _give_back(write, before)
    if ticket.state != before.state:
        write.add(_back(ticket, before), visible=True)
    return write.save()


def _can_be_undone(undone: list[Entry], actor: Actor, last: int) -> bool:
    person = actor.person.id if actor.person else None
    is_own = all(entry.actor_id == person and entry.kind in _KINDS for entry in undone)
    return bool(undone) and is_own and undone[-1].id == last


def _back(ticket: Ticket, before: Snapshot) -> StateChanged:
    """The move back; a deferral goes on until the moment that was agreed."""
    is_deferred = before.state == State.DEFERRED and before.deferral_until
    return StateChanged(
        before=ticket.state,
        after=before.state,
        undone=True,
        until=is_deferred.isoformat() if is_deferred else "",
    )


def _give_back(write: Write, before: Snapshot) -> None:
    ticket = write.ticket
    if (ticket.team_id, ticket.assignee_id) == (before.team_id, before.assignee_id):
        return
    team = Team.objects.filter(id=before.team_id or 0).first()
    person = Person.objects.filter(id=before.assignee_id or 0).first()
    body = Assigned(
        team_id=before.team_id,
        assignee_id=before.assignee_id,
        team=team.name if team else "",
        assignee=person.name if person else "",
    )
    write.add(body, visible=True)
