"""The conversation: what the customer and we say to each other on a ticket (S3, G1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.lib.errors import Refused
from qendra.lib.prepared import Prepared
from qendra.lib.whole import action
from qendra.outbox.actions import OutgoingFile
from qendra.tickets.actions.facts import fill_in
from qendra.tickets.actions.opening import link_tickets, open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words, Write, check_version, locked
from qendra.tickets.addresses import shown_id
from qendra.tickets.entries import CallLogged, MessageAdded, NoteAdded, ReplySent
from qendra.tickets.facts import Fact, Source
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import deliver_reply, tell_participants
from qendra.tickets.selectors import can_be_reopened
from qendra.tickets.states import ENDED, State


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMessage:
    """Something the customer said on a ticket.

    ``key`` names the message itself, so that the same one is never added twice. ``facts`` and
    ``service`` were read from it; they fill what is missing and overwrite nothing.
    ``is_automatic`` (RFC 3834) and ``is_thanks`` move nothing.
    """

    key: str
    words: Words
    received_at: datetime
    source: Source
    message_id: str = ""
    facts: Sequence[Fact] = ()
    service: Service | None = None
    is_automatic: bool = False
    is_thanks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What else is known of a call: when it was, how long it took, how the caller was verified.

    ``facts`` and ``service`` were said in it; they fill what is missing and overwrite nothing.
    """

    at: datetime | None = None
    seconds: int = 0
    verified: str = ""
    facts: Sequence[Fact] = ()
    service: Service | None = None


_NO_MORE = Spoken()


@action
def add_customer_message(
    *, actor: Actor, now: datetime, ticket_id: int, message: CustomerMessage
) -> Ticket:
    """Add what the customer said; returns the ticket that it landed on.

    That is the one which a merged ticket goes on in. It ends waiting for the customer. On a
    resolved or closed ticket it reopens for 14 days from the resolution; later it opens a linked
    ticket. Thanks and automatic messages do neither. The caller has checked that the person
    belongs to the ticket.
    """
    ticket = _where_it_goes_on(ticket_id)
    known = Entry.objects.filter(key=message.key).select_related("ticket").first()
    if known:
        return known.ticket
    moves = not (message.is_automatic or message.is_thanks)
    has_ended = State(ticket.state) in ENDED
    if moves and has_ended and not can_be_reopened(ticket, message.received_at):
        return _open_linked(actor, now, ticket, message)
    write = Write(ticket, actor=actor, now=now)
    write.add(
        MessageAdded(
            message_id=message.message_id,
            automatic=message.is_automatic,
            thanks=message.is_thanks,
        ),
        at=message.received_at,
        visible=True,
        words=message.words,
        key=message.key,
    )
    if moves:
        fill_in(write, message.facts, message.service)
        _go_on(write, message.received_at)
    return write.save()


@action
def reply(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    words: Words,
    then: State | None = None,
    version: int | None = None,
    key: str | None = None,
) -> Ticket:
    """Answer the customer: the first human answer meets the response deadline.

    Everybody who takes part at the customer gets a mail. ``then`` moves the ticket along with
    the answer (waiting for the customer, for instance); a new ticket becomes in progress.
    Crossed when somebody else changed the ticket since the form was drawn.
    """
    if not words.text.strip():
        raise Refused(_("An empty answer helps nobody: write something first."))
    ticket = locked(ticket_id)
    # The same form sent twice did not cross itself.
    if _is_known(key):
        return ticket
    check_version(ticket, version)
    _refuse_merged(ticket)
    write = Write(ticket, actor=actor, now=now)
    entry = write.add(ReplySent(), visible=True, words=words, key=key)
    after = then or (State.IN_PROGRESS if ticket.state == State.NEW else None)
    moved = write.move(after) if after and after != ticket.state else None
    write.save()
    files = [OutgoingFile(each.file, each.filename, each.content_type) for each in words.files]
    deliver_reply(ticket, entry, words.text, files, now)
    if moved and after is State.RESOLVED:
        tell_participants(ticket, moved, "resolved", now)
    return ticket


@action
def add_note(
    *, actor: Actor, now: datetime, ticket_id: int, words: Words, key: str | None = None
) -> Ticket:
    """Add an internal note; the customer never sees it and no clock moves.

    ``key`` names the form: the same one again adds nothing.
    """
    if not words.text.strip():
        raise Refused(_("An empty note helps nobody: write something first."))
    ticket = locked(ticket_id)
    if _is_known(key):
        return ticket
    write = Write(ticket, actor=actor, now=now)
    write.add(NoteAdded(), words=words, key=key)
    return write.save()


@transaction.atomic
def log_call(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    words: Words,
    direction: str,
    with_whom: str = "",
    key: str | None = None,
    spoken: Spoken = _NO_MORE,
) -> Ticket:
    """Log a telephone call on a ticket: the customer reads it, and it counts as an answer.

    ``key`` names the form: the same one again logs nothing.
    """
    if not words.text.strip():
        raise Refused(_("Write down what was said in the call."))
    ticket = locked(ticket_id)
    if _is_known(key):
        return ticket
    _refuse_merged(ticket)
    write = Write(ticket, actor=actor, now=now)
    body = CallLogged(
        direction=direction, with_whom=with_whom, seconds=spoken.seconds, verified=spoken.verified
    )
    at = max(spoken.at, ticket.opened_at) if spoken.at else None
    write.add(body, at=at, visible=True, words=words, key=key)
    fill_in(write, spoken.facts, spoken.service)
    if ticket.state == State.NEW or (direction == "in" and ticket.state == State.WAITING_CUSTOMER):
        write.move(State.IN_PROGRESS)
    return write.save()


def _where_it_goes_on(ticket_id: int) -> Ticket:
    """The ticket, locked; of a merged one that into which it was merged."""
    ticket = locked(ticket_id)
    return _where_it_goes_on(ticket.merged_into_id) if ticket.merged_into_id else ticket


def _refuse_merged(ticket: Ticket) -> None:
    if ticket.merged_into is not None:
        raise Refused(
            _("This ticket goes on in %(id)s: write there.")
            % {"id": shown_id(ticket.merged_into, provider())}
        )


def _is_known(key: str | None) -> bool:
    return key is not None and bool(_with_key(key=key))


_with_key = Prepared(lambda key: Entry.objects.filter(key=key).values_list("id"), key="a key")


def _go_on(write: Write, at: datetime) -> None:
    """Waiting is over, and what was resolved was not."""
    ticket = write.ticket
    if ticket.state == State.WAITING_CUSTOMER or can_be_reopened(ticket, at):
        write.move(State.IN_PROGRESS, at=at)


def _open_linked(actor: Actor, now: datetime, old: Ticket, message: CustomerMessage) -> Ticket:
    report = Report(
        key=message.key,
        subject=old.subject,
        customer=old.customer,
        service=message.service or old.service,
        reporter=actor.person,
        received_at=message.received_at,
        source=message.source,
        words=message.words,
        kind=old.kind,
        facts=message.facts,
        message_id=message.message_id,
    )
    new = open_ticket(actor=actor, now=now, report=report, follows=old)
    link_tickets(actor=actor, now=now, ticket=new, followed=old)
    return new
