"""Putting a mail where it belongs: one action of the tickets each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from qendra.accounts.actor import SYSTEM, Actor
from qendra.accounts.models import Person
from qendra.catalogue.models import Customer, Provider
from qendra.files.actions import keep_file
from qendra.intake.email.actions.fate import Case, Fate, Filing
from qendra.intake.email.mail import BounceReport, ParsedMail
from qendra.intake.email.matching import Match
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.proof import continued_by, mistyped_ids
from qendra.intake.email.reasons import Reason
from qendra.intake.email.stated import (
    answers_in,
    facts_in,
    stated_facts,
    urgency_of,
    zone_for,
)
from qendra.intake.email.subjects import subject_of
from qendra.intake.email.thanks import is_thanks
from qendra.outbox.actions import mark_returned
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message, add_note
from qendra.tickets.actions.opening import Opening, open_tickets
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import KeptFile, Words
from qendra.tickets.entries import Opened
from qendra.tickets.facts import Source
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import ABOUT


def key_of(row: RawMail) -> str:
    """What names this mail for ever: nothing of it is done twice."""
    return f"mail:{row.id}"


def file_message(case: Case, ticket: Ticket, actor: Actor, *, author: str = "") -> Fate:
    """Add the mail to a ticket. Its facts and service fill what is missing there.

    ``author`` stands above the words where the sender is nobody we know.
    """
    row, mail = case.row, case.mail
    is_automatic = mail.automatic is not None
    match = case.service_among([ticket.customer_id])
    # The service first: its zone reads the times.
    read = answers_in(mail, row.received_at, zone_for(mail, match, ticket.customer))
    facts = stated_facts(read, match)
    message = CustomerMessage(
        key=key_of(row),
        words=_words(mail, case.now, author=author),
        received_at=row.received_at,
        source=Source.MAIL,
        message_id=mail.message_id,
        facts=() if is_automatic else facts,
        service=None if is_automatic else match.service,
        is_automatic=is_automatic,
        is_thanks=not mail.attachments and is_thanks(mail.new_text),
    )
    going_on = continued_by(ticket, row.received_at)
    landed = add_customer_message(actor=actor, now=case.now, ticket_id=going_on.id, message=message)
    entry = landed.entries.filter(key=message.key).first()
    entry_id = entry.id if entry else _first_entries([landed])[landed.id]
    return Fate(state=State.TICKET, ticket=landed, entry_id=entry_id)


def filing_of(
    case: Case,
    customer: Customer,
    match: Match,
    reporter: Person | None,
    actor: Actor,
    *,
    author: str = "",
) -> Filing:
    """The report that a mail is, of this customer. ``match`` is the service that it is about."""
    row, mail = case.row, case.mail
    read = facts_in(mail, row.received_at, zone_for(mail, match, customer))
    report = Report(
        key=key_of(row),
        subject=_subject(mail, case.provider),
        customer=customer,
        service=match.service,
        reporter=reporter,
        received_at=row.received_at,
        source=Source.MAIL,
        words=_words(mail, case.now, author=author),
        urgency=urgency_of(read),
        facts=stated_facts(read, match),
        message_id=mail.message_id,
        is_automatic=mail.automatic is not None,
    )
    return Filing(case=case, actor=actor, report=report)


def file_reports(filings: Sequence[Filing], now: datetime) -> list[Fate]:
    """Open their tickets; the tickets acknowledge them and ask once for what is missing."""
    openings = [Opening(actor=each.actor, report=each.report) for each in filings]
    tickets = open_tickets(now=now, openings=openings)
    for filing, ticket in zip(filings, tickets, strict=True):
        _note_mistyped(filing.case, ticket)
    first = _first_entries(tickets)
    return [
        Fate(state=State.TICKET, ticket=ticket, entry_id=first[ticket.id]) for ticket in tickets
    ]


def file_bounce(case: Case, ticket: Ticket, bounce: BounceReport) -> Fate:
    """Note on the ticket that one of its mails did not arrive; the customer sees nothing of it."""
    text = gettext("A mail of this ticket could not be delivered to %(recipient)s.") % {
        "recipient": bounce.recipient or "?"
    }
    details = " ".join(part for part in (bounce.status, bounce.diagnostic) if part)
    mark_returned(
        message_id=bounce.original_message_id or "",
        about_kind=ABOUT,
        about_id=ticket.id,
        reason=details,
    )
    words = Words(text=f"{text}\n{details}".strip(), files=_kept_files(case.mail, case.now))
    noted = add_note(actor=SYSTEM, now=case.now, ticket_id=ticket.id, words=words)
    entry = noted.entries.order_by("-id").first()
    return Fate(
        state=State.TICKET,
        reason=Reason.BOUNCE_NOTED,
        ticket=noted,
        entry_id=entry.id if entry else None,
    )


def _words(mail: ParsedMail, now: datetime, *, author: str = "") -> Words:
    """What was written this time, what was quoted below it, and the files."""
    text = mail.new_text or mail.text
    history = "" if text == mail.text else mail.text
    if author:
        text = gettext("%(author)s wrote:") % {"author": author} + f"\n\n{text}"
    return Words(text=text, history=history, files=_kept_files(mail, now))


def _kept_files(mail: ParsedMail, now: datetime) -> list[KeptFile]:
    return [
        KeptFile(
            file=keep_file(content=file.content, now=now),
            filename=file.filename,
            content_type=file.content_type,
        )
        for file in mail.attachments
    ]


def _subject(mail: ParsedMail, provider: Provider) -> str:
    text = mail.new_text or mail.text
    return subject_of(mail.subject, text, provider.ticket_prefix) or gettext("Mail without subject")


def _note_mistyped(case: Case, ticket: Ticket) -> None:
    """Tell the staff, and only them, that the sender may have meant another ticket."""
    mistyped = mistyped_ids(case.mail, case.provider)
    if not mistyped:
        return
    text = gettext(
        "The mail names a ticket ID that cannot be right, its check digit is wrong: %(ids)s. "
        "Maybe it belongs to another ticket of this customer."
    ) % {"ids": ", ".join(mistyped[:5])}
    add_note(actor=SYSTEM, now=case.now, ticket_id=ticket.id, words=Words(text=text))


def _first_entries(tickets: Sequence[Ticket]) -> dict[int, int]:
    """The entry that opened each, by the tickets' keys; one query."""
    entries = Entry.objects.filter(ticket__in=tickets, kind=Opened.KIND)
    return dict(entries.values_list("ticket", "id"))
