"""The mails to staff about their tickets: rows of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.catalogue.notices import ABOUT_PERSON, mail_to
from qendra.lib.links import address_tag
from qendra.outbox.actions import Queued
from qendra.staff_mails.models import DigestLine
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import Letter

PURPOSE = "staff_tickets"
# A mail names so many tickets and quotes so much; the rest stands on the desk.
MOST_LINES, MOST_WORDS = 30, 1500


def told_given(entry: Entry, to: Person, provider: Provider) -> Letter:
    """That a ticket is theirs now, and who gave it to them."""
    told = {"by": entry.actor.name if entry.actor else ""}
    with translation.override(to.language):
        headline = _("Given to you")
    return _letter(entry, to, "staff_assigned", headline, told, provider)


def told_answered(entry: Entry, to: Person, provider: Provider) -> Letter:
    """That the customer wrote on a ticket of theirs, and what."""
    words = entry.words.text.strip() if hasattr(entry, "words") else ""
    told = {
        "by": entry.actor.name if entry.actor else entry.ticket.customer.name,
        "words": words[:MOST_WORDS],
        "is_cut": len(words) > MOST_WORDS,
    }
    with translation.override(to.language):
        headline = _("The customer answered")
    return _letter(entry, to, "staff_answered", headline, told, provider)


def digest(lines: Sequence[DigestLine], provider: Provider) -> Queued:
    """One mail of all the tickets that came to the teams of one person."""
    person, first = lines[0].person, lines[0]
    with translation.override(person.language):
        subject = ngettext(
            "%(count)d new ticket for your team", "%(count)d new tickets for your team", len(lines)
        ) % {"count": len(lines)}
    key = f"staff-tickets:{person.id}:{first.id}"
    domain = provider.support_address.rpartition("@")[2]
    name = f"{PURPOSE}.{person.id}.{first.id}"
    mail = mail_to(
        person,
        provider=provider,
        key=key,
        purpose=PURPOSE,
        subject=subject,
        template="staff_mails/mail/tickets.txt",
        told={
            "tickets": [_told_of(line.ticket, provider) for line in lines[:MOST_LINES]],
            "more": max(len(lines) - MOST_LINES, 0),
            "desk_url": _whole(reverse("desk:queue", args=["my_teams"])),
            "account_url": _whole(reverse("panel:account")),
        },
        about=(ABOUT_PERSON, person.id),
        message_id=f"{name}.{address_tag(PURPOSE, key)}@{domain}",
    )
    return Queued(mail)


def _letter(
    entry: Entry, to: Person, purpose: str, headline: str, told: dict[str, Any], provider: Provider
) -> Letter:
    return Letter(
        ticket=entry.ticket,
        to=to,
        key=f"entry:{entry.id}:{purpose}:{to.id}",
        purpose=purpose,
        template=f"staff_mails/mail/{purpose.removeprefix('staff_')}.txt",
        told=told | {"desk_url": _desk_url(entry.ticket, provider)},
        headline=headline,
        theirs=(),
    )


def _told_of(ticket: Ticket, provider: Provider) -> dict[str, str]:
    return {
        "shown_id": shown_id(ticket, provider),
        "subject": ticket.subject,
        "customer": ticket.customer.name,
        "priority": ticket.priority,
        "url": _desk_url(ticket, provider),
    }


def _desk_url(ticket: Ticket, provider: Provider) -> str:
    return _whole(reverse("desk:ticket", args=[shown_id(ticket, provider)]))


def _whole(path: str) -> str:
    return str(settings.BASE_URL) + path
