"""Who is told what of a ticket: rows of the outbox, written with what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider as the_provider
from qendra.lib.paths import path_of
from qendra.outbox.actions import Mail, OutgoingFile, Queued, ToSay, keep_unmailed, queue_emails
from qendra.preferences.kinds import KIND_OF
from qendra.preferences.selectors import unwanted_kinds
from qendra.tickets import addresses
from qendra.tickets.entries import Opened, PriorityChanged
from qendra.tickets.facts import FactName
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import mails_of, participants
from qendra.tickets.taking_part import participants_of_all

ABOUT = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail about a ticket to one person. ``key`` makes it unique for ever.

    ``headline`` stands before the ticket's subject, where the mail is more than its next word.
    ``told`` is what the template needs besides what ``told_of`` tells every one.
    ``theirs`` are the Message-IDs of what this person wrote on the ticket; None: look them up.
    """

    ticket: Ticket
    to: Person
    key: str
    purpose: str
    template: str
    told: Mapping[str, Any] = field(default_factory=dict)
    written: str = ""
    headline: str = ""
    is_automatic: bool = True
    files: Sequence[OutgoingFile] = ()
    theirs: Sequence[str] | None = None


def send_letters(letters: Iterable[Letter], now: datetime) -> None:
    """Queue mails, each threaded below what its reader and we wrote before (RFC 5322, 3.6.4).

    Nothing is queued that somebody does without; a contact without a mail address is called
    instead. Four queries, however many mails.
    """
    given = list(letters)
    sent = _wanted([letter for letter in given if letter.to.email])
    _keep_unmailed([letter for letter in given if not letter.to.email], now)
    if not sent:
        return
    asked = [(each.ticket.id, each.to.id) for each in sent if each.theirs is None]
    known = mails_of(asked) if asked else {}
    provider = the_provider()
    mails = [Queued(_mail(each, _theirs(each, known), provider), each.files) for each in sent]
    queue_emails(now=now, mails=mails)


def _keep_unmailed(letters: Iterable[Letter], now: datetime) -> None:
    """What customers' people without an address would have read; staff read it at the desk."""
    unmailed = [letter for letter in letters if not letter.to.is_staff_member]
    if unmailed:
        house = the_provider()
        keep_unmailed(
            now=now, said=[ToSay(each.to.id, _mail(each, [], house)) for each in unmailed]
        )


def _wanted(letters: list[Letter]) -> list[Letter]:
    """Without the kinds of mails that their readers switched off."""
    asked = {letter.to.id for letter in letters if letter.purpose in KIND_OF}
    unwanted = unwanted_kinds(asked) if asked else {}
    return [
        letter
        for letter in letters
        if KIND_OF.get(letter.purpose) not in unwanted.get(letter.to.id, ())
    ]


def _theirs(letter: Letter, known: Mapping[tuple[int, int], list[str]]) -> Sequence[str]:
    if letter.theirs is not None:
        return letter.theirs
    return known.get((letter.ticket.id, letter.to.id), [])


def _mail(letter: Letter, theirs: Sequence[str], provider: Provider) -> Mail:
    ticket, to = letter.ticket, letter.to
    root = addresses.message_id(ticket, f"root:{ticket.number}", provider)
    return Mail(
        key=letter.key,
        purpose=letter.purpose,
        to_name=to.name,
        to_address=to.email or "",
        from_name=provider.name,
        from_address=provider.support_address,
        reply_to=addresses.reply_address(ticket, provider),
        subject=_subject(addresses.shown_id(ticket, provider), letter.headline, ticket.subject),
        written=letter.written,
        template=letter.template,
        told={**told_of(ticket, to, provider), **letter.told},
        language=to.language,
        about_kind=ABOUT,
        about_id=ticket.id,
        message_id=addresses.message_id(ticket, letter.key, provider),
        in_reply_to=theirs[-1] if theirs else root,
        references=_references(root, theirs),
        is_automatic=letter.is_automatic,
    )


def acknowledgement(ticket: Ticket, entry: Entry, missing: list[FactName]) -> Letter:
    """What tells the reporter the ticket ID, who has it, the deadlines, and asks what is missing.

    ``entry`` is the ticket's first one.
    """
    reporter = ticket.reporter
    if reporter is None:
        raise ValueError(f"ticket {ticket.id} has nobody to acknowledge it to")
    # What they wrote on it is the report, if they wrote it by mail.
    body = entry.body
    theirs = body.message_id if isinstance(body, Opened) else ""
    return Letter(
        ticket=ticket,
        to=reporter,
        key=f"ticket:{ticket.id}:acknowledgement",
        purpose="question" if missing else "acknowledgement",
        template="tickets/mail/acknowledgement.txt",
        told={
            "missing": [str(name) for name in missing],
            "recommend_panel": entry.channel in {"email", "phone"},
        },
        theirs=[theirs] if theirs and entry.actor_id == reporter.id else [],
    )


def confirm_call(ticket: Ticket, entry: Entry, caller: Person, text: str, now: datetime) -> None:
    """Tell whoever called the ticket ID, and what we wrote down of the call."""
    letter = Letter(
        ticket=ticket,
        to=caller,
        key=f"entry:{entry.id}:call:{caller.id}",
        purpose="call",
        template="tickets/mail/call.txt",
        told={"text": text},
    )
    send_letters([letter], now)


def deliver_reply(
    ticket: Ticket, entry: Entry, text: str, files: Sequence[OutgoingFile], now: datetime
) -> None:
    """Send what a person of ours wrote to everybody who takes part at the customer."""
    letters = [
        Letter(
            ticket=ticket,
            to=person,
            key=f"entry:{entry.id}:reply:{person.id}",
            purpose="reply",
            template="tickets/mail/reply_footer.txt",
            written=f"{text.strip()}\n\n{_author(entry)}\n",
            is_automatic=False,
            files=files,
        )
        for person in participants(ticket)
    ]
    send_letters(letters, now)


def tell_participants(ticket: Ticket, entry: Entry, purpose: str, now: datetime) -> None:
    """Send the fixed mail of this purpose (restored, resolved, reminder …) about an entry."""
    letters = [
        Letter(
            ticket=ticket,
            to=person,
            key=f"entry:{entry.id}:{purpose}:{person.id}",
            purpose=purpose,
            template=f"tickets/mail/{purpose}.txt",
        )
        for person in participants(ticket)
    ]
    send_letters(letters, now)


def tell_of_correction(ticket: Ticket, entry: Entry, body: PriorityChanged, now: datetime) -> None:
    """Tell everybody who takes part how impact, urgency or priority were corrected, and why."""
    tell_of_corrections([(ticket, entry, body)], now)


def tell_of_corrections(
    corrected: Sequence[tuple[Ticket, Entry, PriorityChanged]], now: datetime
) -> None:
    """The same of several tickets; few queries, however many."""
    people = participants_of_all([ticket for ticket, _entry, _body in corrected])
    letters = [
        Letter(
            ticket=ticket,
            to=person,
            key=f"entry:{entry.id}:priority:{person.id}",
            purpose="priority",
            template="tickets/mail/priority.txt",
            told={
                "before": body.before,
                "after": body.after,
                "reason": body.reason,
                "shared": body.shared,
                "count": body.count,
            },
        )
        for ticket, entry, body in corrected
        for person in people[ticket.id]
    ]
    send_letters(letters, now)


def told_of_provider(provider: Provider) -> dict[str, Any]:
    """What customers' mails are told of the provider."""
    return {
        "name": provider.name,
        "panel_name": provider.panel_name,
        "support_phone": provider.support_phone,
    }


def told_of(ticket: Ticket, person: Person, provider: Provider) -> dict[str, Any]:
    """What every mail about a ticket is told: plain values, as they are at this moment."""
    holder = ticket.assignee or ticket.team
    return {
        "ticket": {
            "subject": ticket.subject,
            "kind": ticket.kind,
            "customer": ticket.customer.name,
            "service": f"{ticket.service.code} {ticket.service.name}" if ticket.service else "",
            "priority": ticket.priority,
            "impact": ticket.impact or "",
            "urgency": ticket.urgency,
            "is_provisional": ticket.is_provisional,
            "state": ticket.state,
            "holder": holder.name if holder else "",
            "opened_at": ticket.opened_at,
            "response_due_at": ticket.response_due_at,
            "repair_due_at": ticket.repair_due_at,
            "restored_at": ticket.restored_at,
        },
        "name": person.name,
        "zone": person.time_zone,
        "provider": told_of_provider(provider),
        "legal_lines": provider.legal_lines,
        "shown_id": addresses.shown_id(ticket, provider),
        "url": addresses.ticket_url(ticket, provider),
        "confirm_url": addresses.confirm_url(ticket) if ticket.resolved_at else "",
        "panel_url": settings.BASE_URL,
        "account_url": str(settings.BASE_URL) + path_of("panel:account"),
    }


def _subject(shown_id: str, headline: str, subject: str) -> str:
    return f"[{shown_id}] {headline}: {subject}" if headline else f"[{shown_id}] {subject}"


def _author(entry: Entry) -> str:
    return entry.actor.name if entry.actor else ""


def _references(root: str, theirs: Iterable[str]) -> list[str]:
    """The thread: its root, then what they wrote; long threads keep both ends."""
    known = [root, *theirs]
    return known if len(known) <= 12 else [*known[:2], *known[-10:]]
