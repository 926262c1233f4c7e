"""The addresses of a ticket: its pages, its reply address, its Message-IDs.

Everything here that leaves the house is signed, so that what comes back proves which ticket
it belongs to.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.lib import ticket_id
from qendra.lib.links import address_tag, is_address_tag, link_token, read_link_token
from qendra.lib.paths import path_of
from qendra.tickets import states
from qendra.tickets.models import Ticket

_REPLY = "reply-address"
_MESSAGE = "message-id"
_CONFIRM = "confirm-repair"
_DEFERRAL = "answer-deferral"

_REPLY_TAG = re.compile(r"\+([0-9]{9})\.([a-z2-7]{16})@", re.IGNORECASE)
_OWN_MESSAGE = re.compile(r"<([0-9]{9})\.([0-9a-f]{20})\.([a-z2-7]{16})@[^>]+>", re.IGNORECASE)


def shown_id(ticket: Ticket, provider: Provider) -> str:
    """The ticket ID as people see it."""
    return ticket_id.shown(ticket.number, provider.ticket_prefix)


def ticket_url(ticket: Ticket, provider: Provider) -> str:
    """The ticket's page in the panel."""
    return str(settings.BASE_URL) + path_of("panel:ticket", shown_id(ticket, provider))


def confirm_url(ticket: Ticket) -> str:
    """The page with the two buttons *works again* and *still broken*, without signing in.

    It is worth something while this resolution stands: a later one makes a new address.
    """
    resolved_at = ticket.resolved_at or ticket.state_since
    token = link_token(
        _CONFIRM,
        f"{ticket.number}:{resolved_at.isoformat()}",
        until=resolved_at + states.REOPEN_WITHIN,
    )
    return str(settings.BASE_URL) + path_of("panel:confirm", token)


def ticket_of_confirm_token(token: str, now: datetime) -> Ticket | None:
    """The ticket that a confirmation page is about, while that resolution still stands."""
    about = read_link_token(_CONFIRM, token, now=now)
    if about is None:
        return None
    number, _, resolved_at = about.partition(":")
    ticket = Ticket.objects.filter(number=number).select_related("customer", "service").first()
    stands = ticket is not None and ticket.resolved_at == datetime.fromisoformat(resolved_at)
    return ticket if stands else None


def deferral_url(ticket: Ticket, person: Person) -> str:
    """The page where this person agrees to the open proposal or declines, without signing in.

    It is worth something until business hours begin, and says no more when the proposal is over.
    """
    until = ticket.deferral_until or ticket.state_since
    token = link_token(_DEFERRAL, f"{ticket.number}:{ticket.deferrals}:{person.id}", until=until)
    return str(settings.BASE_URL) + path_of("panel:deferral_answer", token)


@dataclass(frozen=True, slots=True)
class DeferralAsked:
    """What a deferral's page is about: a proposal of a ticket, and the person who was asked."""

    ticket: Ticket
    number: int
    person: Person


def asked_by_deferral_token(token: str, now: datetime) -> DeferralAsked | None:
    """The proposal and the person; None when the link is forged or business hours have begun."""
    about = read_link_token(_DEFERRAL, token, now=now)
    if about is None:
        return None
    ticket_number, number, person_id = about.split(":")
    found = Ticket.objects.select_related("customer", "service", "assignee", "team")
    ticket = found.filter(number=ticket_number).first()
    person = Person.objects.filter(id=int(person_id), is_active=True).first()
    return DeferralAsked(ticket, int(number), person) if ticket and person else None


def reply_address(ticket: Ticket, provider: Provider) -> str:
    """``support+123456789.tag@…``: an answer to it proves its ticket (RFC 5233)."""
    local, _, domain = provider.support_address.partition("@")
    return f"{local}+{ticket.number}.{address_tag(_REPLY, ticket.number)}@{domain}"


def number_of_reply_address(address: str) -> str | None:
    """The ticket number that one of our reply addresses proves."""
    match = _REPLY_TAG.search(address)
    if match is None or not is_address_tag(_REPLY, match[1], match[2]):
        return None
    return match[1]


def message_id(ticket: Ticket, key: str, provider: Provider) -> str:
    """The Message-ID of the outgoing mail with this key: always the same for the same key."""
    unique = hashlib.sha256(key.encode()).hexdigest()[:20]
    tag = address_tag(_MESSAGE, f"{ticket.number}.{unique}")
    domain = provider.support_address.partition("@")[2]
    return f"<{ticket.number}.{unique}.{tag}@{domain}>"


def number_of_own_message(text: str) -> str | None:
    """The ticket number that one of our own Message-IDs in this header proves."""
    for match in _OWN_MESSAGE.finditer(text):
        if is_address_tag(_MESSAGE, f"{match[1]}.{match[2].lower()}", match[3]):
            return match[1]
    return None
