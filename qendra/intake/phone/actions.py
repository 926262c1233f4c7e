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
from qendra.intake.phone.call import is_same_number, subject_of
from qendra.lib.errors import Refused
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency

# What somebody known by telephone only may do; the customer's administrators give more.
RIGHTS_OF_A_NEW_CONTACT = (CustomerRight.SEE_OWN, CustomerRight.REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. ``token`` names the form, so that sent twice it opens one ticket.

    ``caller`` is a known person, else whatever was said of them; a caller may stay unknown,
    and a contact may have no e-mail. ``facts`` without the service and the description.
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


@transaction.atomic
def take_call(*, actor: Actor, now: datetime, call: Call) -> Ticket:
    """Open the ticket of a call (S6: never refused for a missing fact).

    A caller whom the customer's contacts do not hold becomes one, found again by number or
    address the next time. Refused when the service is another customer's, when the address
    belongs to somebody elsewhere, or when nothing was written down.
    """
    if not call.description.strip():
        raise Refused(_("Write down what the caller says: a short description is enough."))
    if call.service and call.service.customer_id != call.customer.id:
        raise Refused(_("This service belongs to another customer."))
    key = f"call:{call.token}"
    _one_at_a_time(key)
    known = Ticket.objects.filter(intake_key=key).first()
    return known or open_ticket(actor=actor, now=now, report=_report(key, call, now))


def _one_at_a_time(key: str) -> None:
    """The same form sent twice at once must not make its new contact twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _report(key: str, call: Call, now: datetime) -> Report:
    facts = list(call.facts)
    if call.service:
        facts.insert(0, Fact(FactName.SERVICE_ID, call.service.code, Source.CALL))
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
        facts=facts,
    )


def _caller(call: Call, now: datetime) -> Person | None:
    if call.caller:
        return call.caller
    if not (call.caller_name.strip() or call.caller_phone.strip() or call.caller_email.strip()):
        return None
    return _known_contact(call) or _new_contact(call, now)


def _known_contact(call: Call) -> Person | None:
    """The contact of this customer with the address, or with the number and no other name."""
    name = call.caller_name.strip().casefold()
    people = Person.objects.filter(memberships__customer=call.customer, is_active=True)
    for person in people.order_by("id"):
        if call.caller_email and person.email == call.caller_email.strip().lower():
            return person
        is_their_number = is_same_number(person.phone, call.caller_phone)
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
