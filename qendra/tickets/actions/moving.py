"""Moving a ticket through its states, and giving it to somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Team
from qendra.catalogue.access import sees_customer
from qendra.lib.errors import Refused
from qendra.tickets.actions.writing import NO_WORDS, Words, Write, locked
from qendra.tickets.entries import Assigned, MessageAdded
from qendra.tickets.models import Ticket
from qendra.tickets.notices import tell_participants
from qendra.tickets.selectors import can_be_reopened
from qendra.tickets.states import NEED_MORE_THAN_ONE_WORD, State

# Moves that want to be explained by whoever makes them.
_WANT_REASON = frozenset({State.CLOSED, State.CANCELLED})
# Moves that the customer is told of, by which mail.
TOLD = {State.RESTORED: "restored", State.RESOLVED: "resolved", State.CLOSED: "closed"}


@transaction.atomic
def assign(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    assignee: Person | None,
    team: Team | None,
    version: int | None = None,
) -> Ticket:
    """Give a ticket to a person, a team or both; the customer sees who has it.

    Refused for a person who left, or who does not see the customer.
    """
    ticket = locked(ticket_id, version)
    if (ticket.assignee_id, ticket.team_id) == (_id(assignee), _id(team)):
        return ticket
    _check_assignee(assignee, ticket)
    write = Write(ticket, actor=actor, now=now)
    body = Assigned(
        team_id=_id(team),
        assignee_id=_id(assignee),
        team=team.name if team else "",
        assignee=assignee.name if assignee else "",
    )
    write.add(body, visible=True)
    if assignee and ticket.state == State.NEW:
        write.move(State.IN_PROGRESS)
    return write.save()


@transaction.atomic
def move_ticket(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    to: State,
    reason: str = "",
    reference: str = "",
    happened_at: datetime | None = None,
    version: int | None = None,
) -> Ticket:
    """Move a ticket as staff: wait, restore, resolve, close, cancel, reopen.

    ``reference`` is the carrier's when we wait for one; ``happened_at`` is when the service
    came back, if earlier than now. Closing and cancelling want a reason. Everybody who takes
    part at the customer is told when it is restored, resolved (with the question whether it
    works) or closed.
    """
    if to in NEED_MORE_THAN_ONE_WORD:
        raise Refused(_("A ticket is not deferred or merged by one person's word alone."))
    if to in _WANT_REASON and not reason.strip():
        raise Refused(_("Say why: the reason stays with the ticket."))
    ticket = locked(ticket_id, version)
    if happened_at and happened_at < ticket.opened_at:
        raise Refused(_("It cannot have come back before it was reported."))
    write = Write(ticket, actor=actor, now=now)
    entry = write.move(to, at=happened_at, reason=reason.strip(), reference=reference.strip())
    write.save()
    if to in TOLD:
        tell_participants(ticket, entry, TOLD[to], now)
    return ticket


@transaction.atomic
def confirm_repair(*, actor: Actor, now: datetime, ticket_id: int) -> Ticket:
    """The customer says that it works again: the ticket closes. Again is no error."""
    ticket = locked(ticket_id)
    if ticket.state == State.CLOSED:
        return ticket
    if ticket.state not in {State.RESTORED, State.RESOLVED}:
        raise Refused(_("There is nothing to confirm: we are still working on this ticket."))
    write = Write(ticket, actor=actor, now=now)
    write.move(State.CLOSED, confirmed=True)
    return write.save()


@transaction.atomic
def dispute_repair(
    *, actor: Actor, now: datetime, ticket_id: int, words: Words = NO_WORDS
) -> Ticket:
    """The customer says that it is still broken: work goes on. Again is no error.

    Refused when the resolution is more than 14 days old.
    """
    ticket = locked(ticket_id)
    if ticket.is_open and ticket.state not in {State.RESTORED, State.RESOLVED}:
        return ticket
    if ticket.state != State.RESTORED and not can_be_reopened(ticket, now):
        raise Refused(_("This was resolved too long ago. Please open a new ticket."))
    write = Write(ticket, actor=actor, now=now)
    if words.text.strip():
        write.add(MessageAdded(), visible=True, words=words)
    write.move(State.IN_PROGRESS)
    return write.save()


def _id(thing: Person | Team | None) -> int | None:
    return thing.id if thing else None


def _check_assignee(assignee: Person | None, ticket: Ticket) -> None:
    if assignee is None:
        return
    if not assignee.is_active:
        raise Refused(_("%(name)s has left.") % {"name": assignee.name})
    if not sees_customer(assignee, ticket.customer_id):
        raise Refused(
            _("%(name)s does not see this customer: their teams are there for others.")
            % {"name": assignee.name}
        )
