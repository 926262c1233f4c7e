"""Splitting: a word about another matter goes on as a ticket of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.catalogue.models import Service
from qendra.lib.errors import Refused
from qendra.tickets.actions.merging import unmerge_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import KeptFile, Words, Write, locked, save_all
from qendra.tickets.entries import Linked
from qendra.tickets.facts import Source
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import words_to_split
from qendra.tickets.taken_in import SPLIT

_SOURCES = {Channel.EMAIL: Source.MAIL, Channel.PHONE: Source.CALL, Channel.API: Source.API}


@transaction.atomic
def split_ticket(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    entry_id: int,
    subject: str,
    service: Service | None = None,
    version: int | None = None,
) -> Ticket:
    """Let something that the customer said go on as a ticket of its own; returns that one.

    Its age counts from when it was said, its reporter is who said it, and they are told the
    ticket ID as for any report. The words are read on both. The same words open no second
    ticket; one that was merged back stands by itself again. Refused for anything but words of the
    customer on this ticket.
    """
    ticket = locked(ticket_id, version)
    entry = words_to_split(ticket).filter(id=entry_id).first()
    if entry is None:
        raise Refused(_("Choose something that the customer wrote or said on this ticket."))
    if not subject.strip():
        raise Refused(_("Say in a few words what the new ticket is about."))
    known = Ticket.objects.filter(intake_key=_key(entry)).first()
    if known is not None:
        merged = known.merged_into_id is not None
        return unmerge_ticket(actor=actor, now=now, ticket_id=known.id) if merged else known
    report = _report(ticket, entry, subject, service)
    new = open_ticket(actor=actor, now=now, report=report, follows=ticket)
    one, other = (Write(each, actor=actor, now=now) for each in (ticket, new))
    one.add(Linked(number=new.number, how="split_off", entry_id=entry.id), visible=True)
    other.add(Linked(number=ticket.number, how="split_from"), visible=True)
    save_all([one, other])
    return new


def _key(entry: Entry) -> str:
    return f"{SPLIT}{entry.id}"


def _report(ticket: Ticket, entry: Entry, subject: str, service: Service | None) -> Report:
    """What was said, as the report that it should have been."""
    words = getattr(entry, "words", None)
    files = [
        KeptFile(each.file, each.filename, each.content_type)
        for each in entry.attachments.select_related("file").order_by("id")
    ]
    by_customer = entry.actor is not None and not entry.actor.is_staff_member
    return Report(
        key=_key(entry),
        subject=subject,
        customer=ticket.customer,
        service=service,
        reporter=entry.actor if by_customer else ticket.reporter,
        received_at=entry.at,
        source=_SOURCES.get(Channel(entry.channel), Source.FORM),
        words=Words(words.text, words.history, files) if words else Words(files=files),
        kind=ticket.kind,
    )
