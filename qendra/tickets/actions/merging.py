"""Merging: two reports of the same go on as one ticket, and may part again.

Nothing is copied. The ticket that ended keeps its timeline; whoever opens the other reads both,
and what still arrives for the one lands on the other (decision 0027).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.catalogue.models import Customer
from qendra.catalogue.selectors import provider
from qendra.lib.errors import Refused
from qendra.tickets.actions.writing import Write, check_version, locked, save_all
from qendra.tickets.addresses import shown_id
from qendra.tickets.entries import StateChanged
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged
from qendra.tickets.merge_notices import tell_merged, tell_unmerged
from qendra.tickets.models import Ticket
from qendra.tickets.states import WORKS_AGAIN, State


@transaction.atomic
def merge_ticket(
    *, actor: Actor, now: datetime, ticket_id: int, into_id: int, version: int | None = None
) -> Ticket:
    """Let a ticket go on in another open one of the same customer; returns that one.

    Clocks and ladder of the first end, those of the other go on. The words of both are read in
    the other, and what is written on either lands there. Who takes part in the first is told.
    Tickets that it took in before go along. Refused for tickets of two customers: neither may
    read of the other.
    """
    _lock_merges(ticket_id)
    along = _taken_in_by(ticket_id)
    ticket = locked(ticket_id, version)
    if ticket.merged_into_id == into_id:
        return locked(into_id)
    _check_not_merged(ticket)
    into = locked(into_id)
    _check_may_go_on(into, ticket)
    one, other = (Write(each, actor=actor, now=now) for each in (ticket, into))
    entry = one.add(Merged(into_id=into.id, into=into.number), visible=True)
    one.move(State.MERGED)
    other.add(_took_in(ticket), visible=True)
    moved = [_moved(each, one, other, through=ticket.number) for each in along]
    save_all([*moved, one, other])
    tell_merged(ticket, entry, into, now)
    return into


@transaction.atomic
def unmerge_ticket(
    *, actor: Actor, now: datetime, ticket_id: int, version: int | None = None
) -> Ticket:
    """Let a merged ticket stand by itself again, in the state that it was merged from.

    Its clocks go on as if they had never stopped, for nothing was repaired. Who takes part in it
    is told. Tickets that it had brought along come back with it; what was written meanwhile stays
    where it landed. Refused for a ticket that is not merged.
    """
    _lock_merges(ticket_id)
    into_id = Ticket.objects.values_list("merged_into", flat=True).get(id=ticket_id)
    if into_id is None:
        raise Refused(_("This ticket is not merged with another one."))
    beside = {each.id: each for each in _taken_in_by(into_id)}
    ticket = beside.pop(ticket_id)
    check_version(ticket, version)
    into = locked(into_id)
    one, other = (Write(each, actor=actor, now=now) for each in (ticket, into))
    entry = one.add(Unmerged(out_of=into.number), visible=True)
    one.add(_back(ticket), visible=True)
    other.add(GaveBack(number=ticket.number), visible=True)
    brought = [each for each in beside.values() if _came_through(each) == ticket.number]
    moved = [_moved(each, other, one) for each in brought]
    save_all([*moved, one, other])
    tell_unmerged(ticket, entry, into, now)
    return ticket


def _lock_merges(ticket_id: int) -> None:
    """One merge at a time at each customer, so that two crosswise ones do not wait for each other.

    Tickets are then locked from the merged ones to the one that goes on, as a message does that
    finds its ticket merged.
    """
    own = Ticket.objects.filter(id=ticket_id).values("customer")
    list(Customer.objects.select_for_update(no_key=True).filter(id__in=own))


def _taken_in_by(ticket_id: int | None) -> list[Ticket]:
    """The tickets that go on in this one, locked."""
    taken_in = Ticket.objects.filter(merged_into=ticket_id).order_by("id")
    return [locked(each) for each in taken_in.values_list("id", flat=True)]


def _check_not_merged(ticket: Ticket) -> None:
    if ticket.merged_into is not None:
        raise Refused(
            _("This ticket is merged with %(id)s already.") % {"id": _shown(ticket.merged_into)}
        )


def _check_may_go_on(into: Ticket, ticket: Ticket) -> None:
    if into.id == ticket.id:
        raise Refused(_("A ticket cannot be merged with itself."))
    if into.customer_id != ticket.customer_id:
        raise Refused(
            _("These are tickets of two customers: neither may read what the other wrote.")
        )
    if into.merged_into is not None:
        raise Refused(
            _("%(id)s is merged with %(other)s: choose that one.")
            % {"id": _shown(into), "other": _shown(into.merged_into)}
        )
    if not into.is_open:
        raise Refused(
            _("%(id)s has ended. Merge it with a ticket that is open, or open that one again.")
            % {"id": _shown(into)}
        )


def _shown(ticket: Ticket) -> str:
    return shown_id(ticket, provider())


def _took_in(ticket: Ticket) -> TookIn:
    waits = ticket.customer_wrote_at
    return TookIn(number=ticket.number, waits_since=waits.isoformat() if waits else "")


def _moved(ticket: Ticket, before: Write, after: Write, *, through: str = "") -> Write:
    """A merged ticket on its way from the one that it went on in to another one."""
    write = Write(ticket, actor=after.actor, now=after.now)
    into = after.ticket
    write.add(Merged(into_id=into.id, into=into.number, through=through), visible=True)
    before.add(GaveBack(number=ticket.number), visible=True)
    after.add(TookIn(number=ticket.number), visible=True)
    return write


def _came_through(ticket: Ticket) -> str:
    """The number of the ticket that brought this merged one along; empty: it came by itself."""
    newest = ticket.entries.filter(kind=Merged.KIND).order_by("-id").first()
    return str(newest.data["through"]) if newest else ""


def _back(ticket: Ticket) -> StateChanged:
    """To where it was merged from. What was agreed about waiting ended with the merge (P5)."""
    moves = ticket.entries.filter(kind=StateChanged.KIND, data__after=State.MERGED)
    before = State(moves.order_by("-id")[0].data["before"])
    after = State.IN_PROGRESS if before is State.DEFERRED else before
    return StateChanged(
        before=State.MERGED,
        after=after,
        undone=True,
        disproves_restoration=after not in WORKS_AGAIN,
    )
