"""Taking a call: the caller becomes known if they were not, and the ticket is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions import create_person
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.catalogue.actions import add_member
from qendra.catalogue.models import Customer, Service
from qendra.catalogue.rights import CustomerRight
from qendra.catalogue.selectors import provider
from qendra.intake.phone.call import subject_of
from qendra.lib.errors import Refused
from qendra.lib.telephone import is_same_number
from qendra.tickets.actions.conversation import Spoken, log_call
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import confirm_call
from qendra.tickets.priority import Urgency

# What somebody known by telephone only may do; the customer's administrators give more.
RIGHTS_OF_A_NEW_CONTACT = (CustomerRight.SEE_OWN, CustomerRight.REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. ``token`` names the form, so that sent twice it opens one ticket.

    ``caller`` is a known person, else whatever was said of them; a caller may stay unknown,
    and a contact may have no e-mail. ``facts`` without the service and the description.
    ``direction``: out when we called them back. ``verified`` as in ``CallLogged``.
    """

    token: str
    customer: Customer
    service: Service | None
    description: str
    called_at: datetime
    subject: str = ""
    kind: str = "fault"
    urgency: Urgency = Urgency.MEDIUM
    facts: Sequence[Fact] = ()
    caller: Person | None = None
    caller_name: str = ""
    caller_phone: str = ""
    caller_email: str = ""
    seconds: int = 0
    verified: str = ""
    direction: str = "in"


@transaction.atomic
def take_call(*, actor: Actor, now: datetime, call: Call) -> Ticket:
    """Open the ticket of a call (S6: never refused for a missing fact).

    A caller whom the customer's contacts do not hold becomes one, found again by number or
    address the next time. Refused when the service is another customer's, when the address
    belongs to somebody elsewhere, or when nothing was written down.
    """
    _check(call)
    key = f"call:{call.token}"
    _one_at_a_time(key)
    known = Ticket.objects.filter(intake_key=key).first()
    return known or open_ticket(actor=actor, now=now, report=_report(key, call, now))


@transaction.atomic
def add_call(*, actor: Actor, now: datetime, ticket_id: int, call: Call) -> Ticket:
    """The same as an entry on a ticket of the customer that is open already.

    The facts fill what is missing there. The caller gets a mail with the ticket ID and what was
    written down. The same form again adds nothing.
    """
    _check(call)
    key = f"call:{call.token}"
    _one_at_a_time(key)
    if known := Entry.objects.filter(key=key).select_related("ticket").first():
        return known.ticket
    caller = _caller(call, now)
    ticket = log_call(
        actor=actor,
        now=now,
        ticket_id=ticket_id,
        words=Words(text=call.description.strip()),
        direction=call.direction,
        with_whom=caller.name if caller else "",
        key=key,
        spoken=Spoken(
            at=min(call.called_at, now),
            seconds=call.seconds,
            verified=call.verified,
            facts=_facts(call),
            service=call.service,
        ),
    )
    if caller and caller.email:
        confirm_call(ticket, Entry.objects.get(key=key), caller, call.description.strip(), now)
    return ticket


def _check(call: Call) -> None:
    if not call.description.strip():
        raise Refused(_("Write down what the caller says: a short description is enough."))
    if call.service and call.service.customer_id != call.customer.id:
        raise Refused(_("This service belongs to another customer."))


def _one_at_a_time(key: str) -> None:
    """The same form sent twice at once must not make its new contact twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _report(key: str, call: Call, now: datetime) -> Report:
    return Report(
        key=key,
        subject=call.subject.strip() or subject_of(call.description),
        customer=call.customer,
        service=call.service,
        reporter=_caller(call, now),
        received_at=min(call.called_at, now),
        source=Source.CALL,
        words=Words(text=call.description.strip()),
        kind=call.kind,
        urgency=call.urgency,
        facts=_facts(call),
        seconds=call.seconds,
        verified=call.verified,
    )


def _facts(call: Call) -> list[Fact]:
    if call.service is None:
        return list(call.facts)
    return [Fact(FactName.SERVICE_ID, call.service.code, Source.CALL), *call.facts]


def _caller(call: Call, now: datetime) -> Person | None:
    if call.caller:
        return call.caller
    if not (call.caller_name.strip() or call.caller_phone.strip() or call.caller_email.strip()):
        return None
    return _known_contact(call) or _new_contact(call, now)


def _known_contact(call: Call) -> Person | None:
    """The contact of this customer with the address, or with the number and no other name."""
    name, country = call.caller_name.strip().casefold(), provider().country
    people = Person.objects.filter(memberships__customer=call.customer, is_active=True)
    for person in people.order_by("id"):
        if call.caller_email and person.email == call.caller_email.strip().lower():
            return person
        is_their_number = is_same_number(person.phone, call.caller_phone, country)
        if not call.caller_email and is_their_number and name in {"", person.name.casefold()}:
            return person
    return None


def _new_contact(call: Call, now: datetime) -> Person:
    spoken_of = (call.caller_name, call.caller_phone, call.caller_email)
    person = create_person(
        name=next(each.strip() for each in spoken_of if each.strip()),
        email=call.caller_email or None,
        phone=call.caller_phone.strip(),
        time_zone=call.customer.time_zone,
        now=now,
    )
    add_member(person=person, customer=call.customer, rights=RIGHTS_OF_A_NEW_CONTACT)
    return person
