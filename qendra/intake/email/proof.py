"""Which ticket a mail belongs to: proof first, then what its subject says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.intake.email.mail import BounceReport, ParsedMail
from qendra.intake.email.models import RawMail, State
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.tickets.access import belongs_to
from qendra.tickets.addresses import number_of_own_message, number_of_reply_address
from qendra.tickets.entries import Linked
from qendra.tickets.models import Ticket
from qendra.tickets.notices import ABOUT
from qendra.tickets.selectors import can_be_reopened, participants, ticket_by_number

TEXT_LIMIT = 5000


def proven_ticket(mail: ParsedMail, envelope_to: Iterable[str]) -> Ticket | None:
    """The ticket that the mail proves: by our signed reply address, by one of our signed
    Message-IDs, or by a mail that is on a ticket already, in this order.

    Proof says where the mail belongs, not that its sender belongs there.
    """
    for address in (*envelope_to, *mail.to, *mail.cc):
        if number := number_of_reply_address(address):
            return ticket_by_number(number)
    # The nearest mail first: a thread may have moved from one ticket to the next.
    referred = (*mail.in_reply_to, *reversed(mail.references))
    for message_id in referred:
        if number := number_of_own_message(f"<{message_id}>"):
            return ticket_by_number(number)
    return _ticket_of_mails(referred)


def may_be_on_a_ticket(mail: ParsedMail, envelope_to: Iterable[str], provider: Provider) -> bool:
    """Whether anything in the mail could prove or name a ticket; asks nobody whether it does."""
    addresses = (*envelope_to, *mail.to, *mail.cc)
    return bool(
        mail.in_reply_to
        or mail.references
        or any(number_of_reply_address(address) for address in addresses)
        or ticket_id.find_all(mail.subject, provider.ticket_prefix)
    )


def ticket_in_subject(mail: ParsedMail, person: Person, provider: Provider) -> Ticket | None:
    """The ticket whose ID stands in the subject, if this person belongs to it.

    The ID of somebody else's ticket is treated like an ID that does not exist.
    """
    for found in ticket_id.find_all(mail.subject, provider.ticket_prefix):
        if found.reading is ticket_id.Reading.VALID:
            ticket = ticket_by_number(found.number)
            if ticket is not None and may_write_on(person, ticket):
                return ticket
    return None


def may_write_on(person: Person, ticket: Ticket) -> bool:
    """Whether this person belongs to the ticket: may see it, or takes part in it (S3)."""
    return belongs_to(person, ticket) or person in participants(ticket)


def continued_by(ticket: Ticket, at: datetime) -> Ticket:
    """The ticket that goes on with this one, where it ended too long ago to be reopened.

    Without one it is the ticket itself, and the next message opens it: several answers to an
    old mail belong to one new ticket, not to one each. A merged ticket goes on where it was merged.
    """
    if ticket.merged_into is not None:
        ticket = ticket.merged_into
    if ticket.is_open or can_be_reopened(ticket, at):
        return ticket
    links = ticket.entries.filter(kind=Linked.KIND, data__how="is_followed_by")
    latest = links.order_by("-id").first()
    follower = ticket_by_number(latest.data["number"]) if latest else None
    return follower if follower is not None and follower.is_open else ticket


def mistyped_ids(mail: ParsedMail, provider: Provider) -> list[str]:
    """The ticket IDs in the mail whose check digit is wrong, as people see IDs, each once."""
    text = f"{mail.subject}\n{mail.new_text[:TEXT_LIMIT]}"
    found = ticket_id.find_all(text, provider.ticket_prefix)
    wrong = [each.number for each in found if each.reading is ticket_id.Reading.MISTYPED]
    return [ticket_id.shown(number, provider.ticket_prefix) for number in dict.fromkeys(wrong)]


def is_own_message(message_id: str) -> bool:
    """Whether a mail with this Message-ID left from here."""
    return message_id in own_messages({message_id})


def own_messages(message_ids: Collection[str]) -> set[str]:
    """Which of these Message-IDs are of mails that left from here; one query at most."""
    signed = {each for each in message_ids if number_of_own_message(f"<{each}>")}
    unsigned = [each for each in message_ids if each and each not in signed]
    sent = Message.objects.filter(message_id__in=unsigned).values_list("message_id", flat=True)
    return signed.union(sent)


def ticket_of_bounce(bounce: BounceReport, envelope_to: Iterable[str]) -> Ticket | None:
    """The ticket that the returned mail was about."""
    for address in envelope_to:
        if number := number_of_reply_address(address):
            return ticket_by_number(number)
    if number := number_of_own_message(f"<{bounce.original_message_id}>"):
        return ticket_by_number(number)
    message = Message.objects.filter(
        message_id=bounce.original_message_id, about_kind=ABOUT
    ).first()
    return Ticket.objects.filter(id=message.about_id).first() if message else None


def _ticket_of_mails(message_ids: Iterable[str]) -> Ticket | None:
    wanted = list(dict.fromkeys(message_ids))
    if not wanted:
        return None
    known = (
        RawMail.objects.filter(message_id__in=wanted, state=State.TICKET)
        .select_related("ticket")
        .defer("raw")
        .order_by("-id")
        .first()
    )
    return known.ticket if known else None
