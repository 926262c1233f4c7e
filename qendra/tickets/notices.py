"""Who is told what of a ticket: rows of the outbox, written with what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider as the_provider
from qendra.outbox.actions import OutgoingFile, queue_email
from qendra.tickets import addresses
from qendra.tickets.facts import FactName
from qendra.tickets.mails import bilingual
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import mails_of, participants

ABOUT = "ticket"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail about a ticket to one person. ``key`` makes it unique for ever.

    ``headline`` stands before the ticket's subject, where the mail is more than its next word.
    """

    key: str
    purpose: str
    text: str
    headline: str = ""
    is_automatic: bool = True
    files: Sequence[OutgoingFile] = ()


def send_letter(ticket: Ticket, to: Person, letter: Letter, now: datetime) -> None:
    """Queue a mail, threaded below what this person and we wrote before (RFC 5322, 3.6.4).

    Nothing is queued for a person without a mail address.
    """
    if not to.email:
        return
    provider = the_provider()
    root = addresses.message_id(ticket, f"root:{ticket.number}", provider)
    theirs = mails_of(ticket, to)
    queue_email(
        key=letter.key,
        purpose=letter.purpose,
        to_name=to.name,
        to_address=to.email,
        from_name=provider.name,
        from_address=provider.support_address,
        reply_to=addresses.reply_address(ticket, provider),
        subject=_subject(addresses.shown_id(ticket, provider), letter.headline, ticket.subject),
        text=letter.text,
        language=to.language,
        about_kind=ABOUT,
        about_id=ticket.id,
        message_id=addresses.message_id(ticket, letter.key, provider),
        in_reply_to=theirs[-1] if theirs else root,
        references=_references(root, theirs),
        is_automatic=letter.is_automatic,
        files=letter.files,
        now=now,
    )


def acknowledge_report(
    ticket: Ticket, entry: Entry, missing: list[FactName], now: datetime
) -> None:
    """Tell the reporter the ticket ID, who has it, the deadlines, and ask what is missing."""
    reporter = ticket.reporter
    if reporter is None:
        return
    context = _context(ticket, reporter) | {
        "missing": missing,
        "recommend_panel": entry.channel in {"email", "phone"},
    }
    letter = Letter(
        key=f"ticket:{ticket.id}:acknowledgement",
        purpose="question" if missing else "acknowledgement",
        text=bilingual("tickets/mail/acknowledgement.txt", context, reporter.language),
    )
    send_letter(ticket, reporter, letter, now)


def deliver_reply(ticket: Ticket, entry: Entry, text: str, now: datetime) -> None:
    """Send what a person of ours wrote to everybody who takes part at the customer."""
    attachments = entry.attachments.select_related("file")
    files = [OutgoingFile(a.file, a.filename, a.content_type) for a in attachments]
    for person in participants(ticket):
        context = _context(ticket, person) | {"written": text, "author": entry.actor}
        written = f"{text.strip()}\n\n{_author(entry)}\n"
        footer = bilingual("tickets/mail/reply_footer.txt", context, person.language)
        letter = Letter(
            key=f"entry:{entry.id}:reply:{person.id}",
            purpose="reply",
            text=f"{written}\n-- \n{footer}",
            is_automatic=False,
            files=files,
        )
        send_letter(ticket, person, letter, now)


def tell_participants(ticket: Ticket, entry: Entry, purpose: str, now: datetime) -> None:
    """Send the fixed mail of this purpose (restored, resolved, reminder …) about an entry."""
    for person in participants(ticket):
        letter = Letter(
            key=f"entry:{entry.id}:{purpose}:{person.id}",
            purpose=purpose,
            text=bilingual(
                f"tickets/mail/{purpose}.txt", _context(ticket, person), person.language
            ),
        )
        send_letter(ticket, person, letter, now)


def _context(ticket: Ticket, person: Person) -> dict[str, Any]:
    provider = the_provider()
    return {
        "ticket": ticket,
        "person": person,
        "provider": provider,
        "shown_id": addresses.shown_id(ticket, provider),
        "url": addresses.ticket_url(ticket, provider),
        "confirm_url": addresses.confirm_url(ticket) if ticket.resolved_at else "",
        "panel_url": settings.BASE_URL,
        "zone": person.time_zone,
    }


def _subject(shown_id: str, headline: str, subject: str) -> str:
    return f"[{shown_id}] {headline}: {subject}" if headline else f"[{shown_id}] {subject}"


def _author(entry: Entry) -> str:
    return entry.actor.name if entry.actor else ""


def _references(root: str, theirs: Iterable[str]) -> list[str]:
    """The thread: its root, then what they wrote; long threads keep both ends."""
    known = [root, *theirs]
    return known if len(known) <= 12 else [*known[:2], *known[-10:]]
