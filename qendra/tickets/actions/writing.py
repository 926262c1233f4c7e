"""The shape of every write: lock the ticket, add entries, save columns and entries together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.files.models import StoredFile
from qendra.lib import log_fields
from qendra.lib.errors import Crossed, Refused
from qendra.tickets import fold, states
from qendra.tickets.clock_facts import CLOCK_KINDS, clock_facts
from qendra.tickets.clocks import deadlines, facts_of, targets_for
from qendra.tickets.entries import (
    Body,
    Opened,
    PriorityChanged,
    ServiceSet,
    StateChanged,
    encode,
)
from qendra.tickets.fold import Snapshot
from qendra.tickets.models import STATE_NAMES, Attachment, Entry, EntryText, Ticket
from qendra.tickets.states import State

COLUMNS = tuple(field.name for field in dataclasses.fields(Snapshot))
# What moves a deadline, and what moves the ladder.
_MOVES_CLOCK = {*CLOCK_KINDS, PriorityChanged.KIND, ServiceSet.KIND}
_MOVES_LADDER = {Opened.KIND, StateChanged.KIND, PriorityChanged.KIND, ServiceSet.KIND}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file and the name and type under which it came."""

    file: StoredFile
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote, what was quoted below it, and the files with it."""

    text: str = ""
    history: str = ""
    files: Sequence[KeptFile] = ()


NO_WORDS = Words()


def locked(ticket_id: int, version: int | None = None) -> Ticket:
    """The ticket, locked until the transaction ends.

    ``version`` is the one that the form was drawn from: Crossed when the ticket has changed
    since. None where crossing does no harm, as for a message.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(id=ticket_id)
    log_fields.note(ticket=ticket.number)
    check_version(ticket, version)
    return ticket


def lock_free(**conditions: object) -> Ticket | None:
    """The ticket that fits, locked likewise; None when none does, or somebody works on it."""
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    ticket = free.filter(**conditions).first()
    if ticket is not None:
        log_fields.note(ticket=ticket.number)
    return ticket


def check_version(ticket: Ticket, version: int | None) -> None:
    """Crossed when the locked ticket is not at the version that a form was drawn from."""
    if version is not None and ticket.version != version:
        raise Crossed(_("Somebody changed this ticket meanwhile. Look at it, then send again."))


def snapshot_of(ticket: Ticket) -> Snapshot:
    """The folded columns of a ticket as its row has them."""
    return Snapshot(**{name: getattr(ticket, name) for name in COLUMNS})


class Write:
    """Entries being added to one locked ticket; nothing is in the database before ``save``."""

    def __init__(self, ticket: Ticket, *, actor: Actor, now: datetime) -> None:
        log_fields.note(ticket=ticket.number)
        self.ticket = ticket
        self.actor = actor
        self.now = now
        self._entries: list[Entry] = []
        self._words: list[Words] = []

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
        self._entries.append(entry)
        self._words.append(words)
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
        )
        # A mail that took its time must not turn back a move that was made meanwhile.
        moment = max(at or self.now, self.ticket.state_since)
        return self.add(body, at=moment, visible=True)

    def save(self) -> Ticket:
        """Write the ticket's row, its new entries, their words and files."""
        kinds = {entry.kind for entry in self._entries}
        if kinds & _MOVES_CLOCK:
            self._set_deadlines()
        if kinds & _MOVES_LADDER:
            self.ticket.clock_changed = True
        self.ticket.updated_at = self.now
        if self.ticket._state.adding:
            self.ticket.save(force_insert=True)
        else:
            self.ticket.version += 1
            self.ticket.save(force_update=True)
        self._save_entries()
        return self.ticket

    def _set(self, snapshot: Snapshot) -> None:
        for name in COLUMNS:
            setattr(self.ticket, name, getattr(snapshot, name))

    def _set_deadlines(self) -> None:
        known = () if self.ticket._state.adding else facts_of(self.ticket)
        new = clock_facts((entry.at, entry.recorded_at, entry.body) for entry in self._entries)
        targets = targets_for(self.ticket.service_level, self.ticket.priority)
        found = deadlines((*known, *new), targets, self.now)
        self.ticket.response_due_at = found.response_due_at
        self.ticket.repair_due_at = found.repair_due_at
        self.ticket.due_at = found.due_at

    def _save_entries(self) -> None:
        for entry in self._entries:
            entry.ticket = self.ticket
        Entry.objects.bulk_create(self._entries)
        pairs = list(zip(self._entries, self._words, strict=True))
        EntryText.objects.bulk_create(
            EntryText(entry=entry, text=words.text, history=words.history)
            for entry, words in pairs
            if words.text or words.history
        )
        Attachment.objects.bulk_create(
            Attachment(
                entry=entry,
                file=kept.file,
                filename=kept.filename,
                content_type=kept.content_type,
            )
            for entry, words in pairs
            for kept in words.files
        )
        self._entries, self._words = [], []


def _folded(ticket: Ticket, at: datetime, body: Body) -> Snapshot:
    if isinstance(body, Opened):
        return fold.opened(at, body)
    return fold.after(snapshot_of(ticket), at, body)
