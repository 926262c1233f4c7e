"""The shape of every write: lock the ticket, add entries, save columns and entries together."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.lib import log_fields
from qendra.lib.errors import Crossed, Refused
from qendra.lib.prepared import Prepared
from qendra.lib.rows import changed, columns_of, insert_new_rows, update_rows
from qendra.sla.clock import Fact
from qendra.tickets import fold, states
from qendra.tickets.actions.timeline import NO_WORDS, KeptFile, Words, Written, insert_entries
from qendra.tickets.clock_facts import CLOCK_KINDS, clock_facts
from qendra.tickets.clocks import deadlines, facts_of, facts_of_all, targets_for
from qendra.tickets.deferral import Ending, may_stand
from qendra.tickets.deferral_entries import DeferralEnded
from qendra.tickets.deferral_notices import tell_void
from qendra.tickets.entries import (
    Assigned,
    Body,
    Opened,
    PriorityChanged,
    ServiceSet,
    StateChanged,
    encode,
)
from qendra.tickets.fold import Snapshot
from qendra.tickets.models import STATE_NAMES, Entry, Ticket
from qendra.tickets.rise import may_reach_further
from qendra.tickets.states import State

__all__ = ["NO_WORDS", "KeptFile", "Words", "Write", "check_version", "lock_free", "locked",
           "save_all", "snapshot_of"]  # fmt: skip

COLUMNS = tuple(field.name for field in dataclasses.fields(Snapshot))
# What moves a deadline, and what moves the ladder.
_MOVES_CLOCK = {*CLOCK_KINDS, PriorityChanged.KIND, ServiceSet.KIND}
_MOVES_REACH = {Opened.KIND, PriorityChanged.KIND, ServiceSet.KIND}
_MOVES_LADDER = {Opened.KIND, StateChanged.KIND, PriorityChanged.KIND, ServiceSet.KIND}


def locked(ticket_id: int, version: int | None = None) -> Ticket:
    """The ticket, locked until the transaction ends, with the names that mails tell of it.

    ``version`` is the one that the form was drawn from: Crossed when somebody changed the ticket
    since. None where crossing does no harm, as for a message.
    """
    found = _locked(ticket=ticket_id)
    if not found:
        raise Ticket.DoesNotExist
    ticket = found[0]
    log_fields.note(ticket=ticket.number)
    check_version(ticket, version)
    return ticket


_locked = Prepared(
    lambda ticket: (
        Ticket.objects.select_related("customer", "service", "assignee", "team")
        .select_for_update(of=("self",))
        .filter(id=ticket)
    ),
    ticket=-1,
)


def lock_free(**conditions: object) -> Ticket | None:
    """The ticket that fits, locked likewise; None when none does, or somebody works on it."""
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    ticket = free.filter(**conditions).first()
    if ticket is not None:
        log_fields.note(ticket=ticket.number)
    return ticket


def check_version(ticket: Ticket, version: int | None) -> None:
    """Crossed when somebody changed the locked ticket after that version of it was drawn."""
    if version is not None and not ticket.crossing_version <= version <= ticket.version:
        raise Crossed(_("Somebody changed this ticket meanwhile. Look at it, then send again."))


def snapshot_of(ticket: Ticket) -> Snapshot:
    """The folded columns of a ticket as its row has them."""
    return Snapshot(**{name: getattr(ticket, name) for name in COLUMNS})


class Write:
    """Entries being added to one locked ticket; nothing is in the database before ``save``."""

    def __init__(self, ticket: Ticket, *, actor: Actor, now: datetime) -> None:
        self.ticket = ticket
        self.actor = actor
        self.now = now
        self.begin_anew()

    def begin_anew(self) -> None:
        """Nothing is being written; the ticket is as the database has it, or new."""
        self.is_new = self.ticket._state.adding
        self.before = {} if self.is_new else columns_of(self.ticket)
        self.entries: list[Entry] = []
        self.words: list[Words] = []
        self.voided: Entry | None = None

    def add(
        self,
        body: Body,
        *,
        at: datetime | None = None,
        visible: bool = False,
        words: Words = NO_WORDS,
        key: str | None = None,
    ) -> Entry:
        """One more entry. ``visible``: the customer may read it. ``at`` is never in the future."""
        entry = Entry(
            kind=body.KIND,
            data=encode(body),
            at=min(at or self.now, self.now),
            recorded_at=self.now,
            actor=self.actor.person,
            channel=self.actor.channel,
            audience=[Entry.CUSTOMER] if visible else [],
            key=key,
        )
        self.entries.append(entry)
        self.words.append(words)
        self._set(_folded(self.ticket, entry.at, body))
        return entry

    def move(
        self,
        after: State,
        *,
        at: datetime | None = None,
        reason: str = "",
        reference: str = "",
        confirmed: bool = False,
        until: datetime | None = None,
    ) -> Entry:
        """Add the move to another state; Refused when the rules do not allow it."""
        before = State(self.ticket.state)
        if not states.can_move(before, after):
            raise Refused(
                _("A ticket that is “%(before)s” cannot become “%(after)s”.")
                % {"before": STATE_NAMES[before], "after": STATE_NAMES[after]}
            )
        body = StateChanged(
            before=before,
            after=after,
            reason=reason,
            reference=reference,
            disproves_restoration=states.disproves_restoration(before, after),
            confirmed=confirmed,
            until=until.isoformat() if until else "",
        )
        # A mail that took its time must not turn back a move that was made meanwhile.
        moment = max(at or self.now, self.ticket.state_since)
        return self.add(body, at=moment, visible=True)

    def save(self) -> Ticket:
        """Write the ticket's row, its new entries, their words and files."""
        save_all([self])
        return self.ticket

    @property
    def moves_clock(self) -> bool:
        """Whether its new entries may move a deadline."""
        return not _MOVES_CLOCK.isdisjoint(entry.kind for entry in self.entries)

    def settle(self, facts: tuple[Fact, ...] | None = None) -> None:
        """Give the ticket's columns the values that its new entries make.

        ``facts``: what the clock knew before; None: ask.
        """
        self._void_deferral()
        kinds = {entry.kind for entry in self.entries}
        if self.moves_clock:
            self._set_deadlines(facts)
        if kinds & _MOVES_LADDER or self._answers_first():
            self.ticket.clock_changed = True
        if kinds & _MOVES_REACH:
            ticket = self.ticket
            ticket.reach_due = may_reach_further(
                ticket.kind, ticket.impact, ticket.reach, ticket.service_id
            )
        self.ticket.updated_at = self.now
        if not self.is_new:
            self.ticket.version += 1
            if self._crosses():
                self.ticket.crossing_version = self.ticket.version

    def _crosses(self) -> bool:
        """Whether who had the ticket before them must look at it again before they write.

        Not for what Qendra notes by itself, such as a page sent or a priority that rose: nobody
        decides otherwise for that. A state or an owner that it changed is another matter.
        """
        return self.actor.channel != Channel.SYSTEM or self._has(StateChanged, Assigned)

    def _answers_first(self) -> bool:
        """The first answer; a matrix may name a level for it when it is late."""
        return self.ticket.responded_at != self.before.get("responded_at")

    def _void_deferral(self) -> None:
        """Whoever makes a fault weigh more ends what was agreed or proposed about it (P5)."""
        ticket = self.ticket
        is_agreed = ticket.state == State.DEFERRED
        if not (is_agreed or ticket.deferral_by) or not self._has(PriorityChanged, StateChanged):
            return
        if may_stand(ticket.impact, ticket.priority, ticket.state):
            return
        is_over = ticket.state in states.WORKS_AGAIN
        cause = Ending.REPAIRED if is_over else Ending.IMPACT
        ended = self.add(DeferralEnded(cause=cause, agreed=is_agreed), visible=True)
        if is_agreed:
            self.move(State.IN_PROGRESS)
        self.voided = None if is_over else ended

    def _has(self, *kinds: type[Body]) -> bool:
        return bool({each.KIND for each in kinds} & {entry.kind for entry in self.entries})

    def _set(self, snapshot: Snapshot) -> None:
        for name in COLUMNS:
            setattr(self.ticket, name, getattr(snapshot, name))

    def _set_deadlines(self, facts: tuple[Fact, ...] | None) -> None:
        known = () if self.is_new else facts or facts_of(self.ticket)
        new = clock_facts((entry.at, entry.recorded_at, entry.body) for entry in self.entries)
        level_id = self.ticket.service_level_id
        targets = targets_for(level_id, self.ticket.priority)
        found = deadlines((*known, *new), targets, self.now)
        self.ticket.response_due_at = found.response_due_at
        self.ticket.repair_due_at = found.repair_due_at
        self.ticket.update_due_at = found.update_due_at
        self.ticket.due_at = found.due_at


def save_all(writes: Sequence[Write]) -> None:
    """Write what is being written to several tickets, a few statements for all of them.

    Of a new ticket whose report has opened one already, nothing is written (``is_new`` stays).
    """
    facts = _facts_of_moved(writes)
    for write in writes:
        write.settle(facts.get(write.ticket.id))
    insert_new_rows([write.ticket for write in writes if write.is_new], "intake_key")
    _update_tickets([write for write in writes if not write.is_new])
    written = [write for write in writes if not write.ticket._state.adding]
    _insert_entries(written)
    for write in written:
        if write.voided:
            tell_void(write.ticket, write.voided, write.now)
        write.begin_anew()


def _facts_of_moved(writes: Sequence[Write]) -> dict[int, tuple[Fact, ...]]:
    """What the clocks know that move, where they are several: one query for all of them."""
    moved = [each.ticket for each in writes if not each.is_new and each.moves_clock]
    return facts_of_all(moved) if len(moved) > 1 else {}


def _update_tickets(writes: Iterable[Write]) -> None:
    """The changed columns only; tickets that changed in the same ones go together."""
    alike = defaultdict[tuple[str, ...], list[Ticket]](list)
    for write in writes:
        alike[tuple(changed(write.ticket, write.before))].append(write.ticket)
    for names, tickets in alike.items():
        update_rows(tickets, names)


def _insert_entries(writes: Iterable[Write]) -> None:
    written = list[Written]()
    for write in writes:
        for entry, words in zip(write.entries, write.words, strict=True):
            entry.ticket = write.ticket
            written.append((entry, words))
    insert_entries(written)


def _folded(ticket: Ticket, at: datetime, body: Body) -> Snapshot:
    if isinstance(body, Opened):
        return fold.opened(at, body)
    return fold.after(snapshot_of(ticket), at, body)
