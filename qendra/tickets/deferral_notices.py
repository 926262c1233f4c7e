"""Who is told what of a deferral (P5): each party what the other one said, both when it is void."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Channel
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import standing_in
from qendra.tickets.addresses import deferral_url
from qendra.tickets.agreement import Agreement, Consent, agreement_of, who_is_asked, who_may_agree
from qendra.tickets.deferral import Side
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import Letter, send_letters
from qendra.tickets.selectors import participants


def tell_proposed(ticket: Ticket, entry: Entry, side: Side, words: str, now: datetime) -> None:
    """Ask the other party: the customer's people with a page each, our own on the desk."""
    if side is Side.CUSTOMER:
        _tell_staff(ticket, entry, "proposed", now)
        return
    author = entry.actor.name if entry.actor else ""
    letters = [
        _letter(
            ticket,
            person,
            entry,
            "proposed",
            _about(ticket) | {"deferral_url": deferral_url(ticket, person), "headline": "asked"},
            written=f"{words.strip()}\n\n{author}\n" if words.strip() else "",
        )
        for person in who_is_asked(ticket)
    ]
    send_letters(letters, now)


def tell_answered(
    ticket: Ticket, entry: Entry, now: datetime, contact: Person | None = None
) -> None:
    """What was answered: the customer's people read both consents, our own what theirs said.

    ``contact`` said it on the telephone and reads it confirmed, agreed or declined.
    """
    is_accepted = bool(entry.data["accepted"])
    about = _about(ticket)
    told = _customers(ticket) if is_accepted or entry.data["side"] == Side.PROVIDER else []
    people = {person.id: person for person in [*told, *_confirmed(ticket, contact)]}
    what = "agreed" if is_accepted else "declined"
    send_letters([_letter(ticket, each, entry, what, about) for each in people.values()], now)
    if entry.data["side"] == Side.CUSTOMER and contact is None:
        _tell_staff(ticket, entry, what, now)


def _confirmed(ticket: Ticket, contact: Person | None) -> list[Person]:
    """Who reads what a contact said in a call; those beside one who has no mail address."""
    if contact is None or contact.email:
        return [contact] if contact else []
    return who_may_agree(ticket)


def tell_void(ticket: Ticket, entry: Entry, now: datetime) -> None:
    """It weighs more than was thought: what was agreed or proposed is void, and we go on."""
    about = _about(ticket) | {"was_agreed": entry.data["agreed"]}
    letters = [_letter(ticket, each, entry, "void", about) for each in _customers(ticket)]
    send_letters(letters, now)
    _tell_staff(ticket, entry, "void", now)


def _customers(ticket: Ticket) -> list[Person]:
    """Who takes part, and who consented for the customer."""
    agreement = agreement_of(ticket)
    consents = (agreement.proposed, agreement.answered) if agreement else ()
    theirs = [each.person_id for each in consents if each and each.side is Side.CUSTOMER]
    consented = Person.objects.filter(
        id__in=[each for each in theirs if each],
        is_active=True,
        memberships__customer=ticket.customer_id,
    )
    people = [*participants(ticket), *consented.distinct()]
    return list({person.id: person for person in people}.values())


def _tell_staff(ticket: Ticket, entry: Entry, what: str, now: datetime) -> None:
    about = _about(ticket) | {
        "what": what,
        "headline": what,
        "desk_url": str(settings.BASE_URL) + reverse("desk:ticket", args=[ticket.number]),
    }
    letters = [
        _letter(ticket, person, entry, "staff", about)
        for person in _staff(ticket)
        if person.id != entry.actor_id
    ]
    send_letters(letters, now)


def _staff(ticket: Ticket) -> list[Person]:
    """Who has the ticket; where nobody has it, the leads of its team, else whoever stands in."""
    if ticket.assignee and ticket.assignee.is_active:
        return [ticket.assignee]
    if ticket.team:
        leads = ticket.team.members.filter(
            is_active=True, rights__contains=[str(Right.SUPERVISE)]
        ).order_by("id")
        if found := list(leads):
            return found
    return list(standing_in())


def _letter(
    ticket: Ticket,
    person: Person,
    entry: Entry,
    what: str,
    told: dict[str, Any],
    written: str = "",
) -> Letter:
    return Letter(
        ticket=ticket,
        to=person,
        key=f"entry:{entry.id}:deferral_{what}:{person.id}",
        purpose=f"deferral_{what}",
        template=f"tickets/mail/deferral_{what}.txt",
        told=told,
        written=written,
        headline=_headline(told.get("headline", what), person.language),
    )


def _headline(what: str, language: str) -> str:
    with translation.override(language):
        return {
            "asked": _("We propose to wait"),
            "proposed": _("The customer proposes to wait"),
            "agreed": _("Put off, as agreed"),
            "declined": _("Not put off"),
            "void": _("Not put off any more"),
        }[what]


def _about(ticket: Ticket) -> dict[str, Any]:
    agreement = agreement_of(ticket)
    return {"deferral": _told(agreement) if agreement else {}}


def _told(agreement: Agreement) -> dict[str, Any]:
    consents = [agreement.proposed, *([agreement.answered] if agreement.answered else [])]
    answer = agreement.answered
    return {
        "until": agreement.until,
        "hours": agreement.hours,
        "words": (answer or agreement.proposed).words,
        "proposed_by": agreement.proposed.by,
        "is_by_customer": agreement.proposed.side is Side.CUSTOMER,
        "answered_by": answer.by if answer else "",
        "is_by_telephone": bool(answer and answer.channel is Channel.PHONE),
        "consents": _lines(consents),
    }


def _lines(consents: Iterable[Consent]) -> list[dict[str, Any]]:
    return [
        {
            "is_customer": each.side is Side.CUSTOMER,
            "by": each.by,
            "at": each.at,
            "is_by_telephone": each.channel is Channel.PHONE,
        }
        for each in consents
    ]
