"""What of a deferral stands: whether it may be offered, and both consents (P5). Reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from qendra.accounts.actor import Channel
from qendra.accounts.models import Person
from qendra.catalogue.rights import CustomerRight
from qendra.sla.calendar import Calendar
from qendra.sla.selectors import business_hours_at
from qendra.tickets.deferral import Case, No, Side, opening_after, refusal, refusal_whenever
from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import participants


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a ticket may be deferred now: until when, by which hours, or why not."""

    no: No | None
    until: datetime | None = None
    hours: str = ""

    @property
    def sentence(self) -> str:
        """Why not, for a person to read; empty where it may be."""
        return sentence_of(self.no, self.hours) if self.no else ""


def offer_of(ticket: Ticket, now: datetime) -> Offer:
    """What P5 says of this ticket at ``now``; the calendar is read only where it matters."""
    case = Case(
        kind=ticket.kind,
        state=ticket.state,
        impact=ticket.impact,
        priority=ticket.priority,
        opened_at=ticket.opened_at,
    )
    if no := refusal_whenever(case):
        return Offer(no)
    hours = _hours(ticket)
    name = hours.name if hours else ""
    return Offer(refusal(case, hours, now), opening_after(ticket.opened_at, hours), name)


def _hours(ticket: Ticket) -> Calendar | None:
    """The contract's business hours, else the provider's."""
    try:
        return business_hours_at(ticket.service_level_id)
    except ImproperlyConfigured:
        return None


def sentence_of(no: No, hours: str) -> str:
    """The sentence of each *no*."""
    return {
        No.REQUEST: _("Only a fault can be put off; this is a request."),
        No.OVER: _("There is nothing left to put off: it works again, or the ticket is closed."),
        No.DEFERRED: _("It is put off already."),
        No.UNKNOWN_IMPACT: _(
            "Nobody has said yet what the fault does to the service. Only a fault that does not"
            " touch the traffic can be put off."
        ),
        No.PRESSING: _("A Critical or Major fault is never put off."),
        No.IMPACT: _(
            "The fault touches the traffic. Only one that does not can be put off until business"
            " hours begin."
        ),
        No.IN_HOURS: _("It was reported during business hours (%(hours)s), so we work on it now."),
        No.NEVER_OPENS: _("There are no business hours until which it could be put off."),
        No.OPENED_SINCE: _(
            "Business hours (%(hours)s) have begun since it was reported, so we work on it now."
        ),
    }[no] % {"hours": hours}


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed, or did not: for which party, when, and through which door.

    ``by`` is the person, or the contact who said it on the telephone; ``written_by`` then is who
    wrote it down.
    """

    side: Side
    by: str
    at: datetime
    channel: Channel
    words: str = ""
    written_by: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The newest deferral of a ticket: the proposal, the answer if there is one, how it ended."""

    number: int
    until: datetime
    hours: str
    proposed: Consent
    answered: Consent | None = None
    accepted: bool = False
    ended: DeferralEnded | None = None


KINDS = (DeferralProposed.KIND, DeferralAnswered.KIND, DeferralEnded.KIND)


def agreement_of(ticket: Ticket, number: int | None = None) -> Agreement | None:
    """What was proposed and answered last, or by that number; one query, none without any."""
    if not ticket.deferrals:
        return None
    found: Agreement | None = None
    entries = Entry.objects.filter(ticket=ticket, kind__in=KINDS).order_by("id")
    for entry in entries.select_related("actor", "words"):
        if found and found.number == number and entry.kind == DeferralProposed.KIND:
            return found
        found = _read(entry, found)
    return found


def _read(entry: Entry, before: Agreement | None) -> Agreement | None:
    body = entry.body
    if isinstance(body, DeferralProposed):
        until = datetime.fromisoformat(body.until)
        number = before.number + 1 if before else 1
        return Agreement(number, until, body.hours, _consent(entry, Side(body.side)))
    if before is None:
        return None
    answered, accepted, ended = before.answered, before.accepted, before.ended
    if isinstance(body, DeferralAnswered):
        answered = _consent(entry, Side(body.side), body.contact, body.contact_id)
        accepted = body.accepted
    elif isinstance(body, DeferralEnded):
        ended = body
    return Agreement(
        before.number, before.until, before.hours, before.proposed, answered, accepted, ended
    )


def _consent(entry: Entry, side: Side, contact: str = "", contact_id: int | None = None) -> Consent:
    words = getattr(entry, "words", None)
    wrote = entry.actor.name if entry.actor else ""
    return Consent(
        side=side,
        by=contact or wrote,
        at=entry.at,
        channel=Channel(entry.channel),
        words=words.text if words else "",
        written_by=wrote if contact else "",
        person_id=contact_id if contact else entry.actor_id,
    )


def who_may_agree(ticket: Ticket) -> list[Person]:
    """Who at the customer may agree to a deferral, by name; one query."""
    right = str(CustomerRight.AGREE_DEFERRAL)
    people = Person.objects.filter(
        memberships__customer=ticket.customer_id,
        memberships__rights__contains=[right],
        is_active=True,
    )
    return list(people.distinct().order_by("name", "id"))


def who_is_asked(ticket: Ticket) -> list[Person]:
    """Whom a proposal of ours is sent to: who may agree and takes part, else all who may agree."""
    may = [person for person in who_may_agree(ticket) if person.email]
    taking_part = {person.id for person in participants(ticket)}
    return [person for person in may if person.id in taking_part] or may
