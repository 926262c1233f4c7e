"""Holding what a person sends for a moment, so that it can be taken back (decision 0019).

What is held has not happened: no entry, no mail, no clock. It is tried at once all the same, and
undone, so that a rule that says no says it while the person is still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.desk.models import Held, HeldFile, HeldKind
from qendra.lib.errors import Crossed, Refused
from qendra.tickets.actions.conversation import Spoken, add_note, log_call, reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import KeptFile, Words, check_version, locked
from qendra.tickets.models import Entry
from qendra.tickets.states import State

HOLD = timedelta(seconds=10)
# Two of these at once could cross: the second author has not seen the first one's words.
_CAN_CROSS = (HeldKind.REPLY, HeldKind.MOVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a person sent. ``data`` is what the kind needs besides words: plain values."""

    kind: HeldKind
    key: str
    text: str = ""
    files: Sequence[KeptFile] = ()
    data: dict[str, Any] = field(default_factory=dict)


class _Rehearsed(Exception):
    """Ends a rehearsal."""


@transaction.atomic
def hold(
    *, actor: Actor, now: datetime, ticket_id: int, sent: Sent, version: int | None = None
) -> Held | None:
    """Hold it until ``HOLD`` from now; None when the same form came before and has left.

    Refused as the action itself would refuse. Crossed when the ticket changed since the form was
    drawn, or somebody else is just answering or moving it.
    """
    ticket = locked(ticket_id)
    if Entry.objects.filter(key=sent.key).exists():
        return None
    if known := Held.objects.filter(key=sent.key).first():
        return known
    if actor.person is None:
        raise ValueError("only people hold something")
    if sent.kind in _CAN_CROSS:
        check_version(ticket, version)
        _check_alone(ticket_id, actor.person)
    held = Held.objects.create(
        ticket=ticket,
        person=actor.person,
        kind=sent.kind,
        text=sent.text,
        data=sent.data,
        key=sent.key,
        created_at=now,
        due_at=now + HOLD,
    )
    HeldFile.objects.bulk_create(
        HeldFile(held=held, file=each.file, filename=each.filename, content_type=each.content_type)
        for each in sent.files
    )
    _rehearse(held, now)
    return held


@transaction.atomic
def take_back(*, actor: Actor, held_id: int) -> Held:
    """Take back what one holds oneself; its words are given back. Refused once it has left."""
    rows = Held.objects.select_for_update(of=("self",)).select_related("ticket")
    held = rows.filter(id=held_id, person=actor.person).first()
    if held is None:
        raise Refused(_("It has left already and cannot be taken back."))
    names = [each.filename for each in held.files.all()]
    held.data = held.data | {"lost_files": names}
    held.delete()
    return held


def release_due(*, now: datetime) -> int:
    """Let everything become what it is whose moment has come; how much it was.

    Each in a transaction of its own: the entry is there and the row is gone, or neither. What a
    rule refuses meanwhile stays, with the reason, for its author.
    """
    done = 0
    while _release_next(now):
        done += 1
    return done


@transaction.atomic
def _release_next(now: datetime) -> bool:
    free = Held.objects.select_for_update(of=("self",), skip_locked=True).select_related("person")
    held = free.filter(due_at__lte=now, refused="").order_by("due_at", "id").first()
    if held is None:
        return False
    try:
        with transaction.atomic(), translation.override(held.person.language):
            _carry_out(held, now)
    except Refused as refusal:
        held.refused = str(refusal)
        held.save(update_fields=["refused"])
    else:
        held.delete()
    return True


def _check_alone(ticket_id: int, person: Person) -> None:
    others = Held.objects.filter(ticket=ticket_id, kind__in=_CAN_CROSS).exclude(person=person)
    other = others.select_related("person").first()
    if other:
        told = _("%(name)s is just sending something on this ticket. Look at it, then send again.")
        raise Crossed(told % {"name": other.person.name})


def _rehearse(held: Held, now: datetime) -> None:
    try:
        with transaction.atomic():
            _carry_out(held, now)
            raise _Rehearsed
    except _Rehearsed:
        pass


def _carry_out(held: Held, now: datetime) -> None:
    data, ticket = held.data, held.ticket_id
    author = Actor(held.person, Channel.DESK)
    match held.kind:
        case HeldKind.NOTE:
            add_note(actor=author, now=now, ticket_id=ticket, words=_words(held), key=held.key)
        case HeldKind.CALL:
            log_call(
                actor=Actor(held.person, Channel.PHONE),
                now=now,
                ticket_id=ticket,
                words=_words(held),
                direction=data["direction"],
                with_whom=data["with_whom"],
                key=held.key,
                spoken=Spoken(verified=data.get("verified", "")),
            )
        case HeldKind.REPLY:
            then = State(data["then"]) if data["then"] else None
            words = _words(held)
            reply(actor=author, now=now, ticket_id=ticket, words=words, then=then, key=held.key)
        case _:
            move_ticket(
                actor=author,
                now=now,
                ticket_id=ticket,
                to=State(data["to"]),
                reason=data["reason"],
                reference=data["reference"],
                happened_at=parse_datetime(data["happened_at"]) if data["happened_at"] else None,
            )


def _words(held: Held) -> Words:
    files = held.files.select_related("file").order_by("id")
    return Words(
        text=held.text,
        files=[KeptFile(each.file, each.filename, each.content_type) for each in files],
    )
