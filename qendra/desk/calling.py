"""What a call is about: one search by number, name or any ID for contact, customer and service."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by
from qendra.catalogue.models import Circuit, Customer, Membership, Service
from qendra.catalogue.selectors import find_contacts, find_services, provider_of_pages
from qendra.desk.forms.calls import SubjectForm
from qendra.lib.telephone import is_same_number, number_in
from qendra.tickets.access import ticket_of_words
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import open_tickets

MOST_CUSTOMERS = 10
MOST_SERVICES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known so far, and what the search offers to choose from.

    ``ticket`` is the one whose ID was searched for; ``caller`` whom the search or a choice named.
    """

    words: str = ""
    service: Service | None = None
    customer: Customer | None = None
    caller: Person | None = None
    ticket: Ticket | None = None
    services: Sequence[Service] = ()
    customers: Sequence[Customer] = ()
    contacts: Sequence[Membership] = ()
    has_searched: bool = False

    @property
    def found_nothing(self) -> bool:
        return self.has_searched and not (self.services or self.customers or self.contacts)

    def zone(self, otherwise: str) -> str:
        """The time zone in which the caller's times are meant."""
        if self.service and self.service.site:
            return self.service.site.time_zone
        return self.customer.time_zone if self.customer else otherwise


def subject_of(data: Mapping[str, str], person: Person) -> Subject:
    """Read the page's search, what was chosen, and what was chosen before.

    The only match is chosen at once.
    """
    # The page posts these words without a form, and PostgreSQL text holds no NUL.
    words = str(data.get("q", "")).replace("\x00", "").strip()
    known = _chosen(data, person, words)
    if "find" not in data or not words:
        return _with_services(known)
    if ticket := ticket_of_words(person, words):
        return _about(ticket, words)
    found = replace(
        known,
        services=list(find_services(words, seen_by(person))),
        customers=_customers(words, person),
        contacts=find_contacts(words, seen_by(person)),
        has_searched=True,
    )
    return _only_match(found) or found


def prefilled(subject: Subject) -> dict[str, object]:
    """What the search already said, so that nobody types it again."""
    known: dict[str, object] = {}
    if _is_address(subject.words):
        known["ip_address"] = subject.words
    elif number_in(subject.words, provider_of_pages().country):
        known["caller_phone"] = subject.words
    if subject.service and (circuit := _circuit(subject.service, subject.words)):
        known["circuit_id"] = circuit.code
    if subject.caller:
        known["caller"] = subject.caller.id
    elif subject.customer and (caller := _caller(subject.customer, subject.words)):
        known["caller"] = caller.id
    return known


def open_tickets_of(subject: Subject) -> list[Ticket]:
    """What is open already for the service, else for the customer: maybe this very fault.

    The one whose ID was searched for stands first.
    """
    found: list[Ticket] = []
    if subject.service:
        found = list(open_tickets().filter(service=subject.service)[:MOST_CUSTOMERS])
    elif subject.customer:
        found = list(open_tickets().filter(customer=subject.customer)[:MOST_CUSTOMERS])
    first = [subject.ticket] if subject.ticket and subject.ticket.is_open else []
    return [*first, *(each for each in found if each not in first)]


def _chosen(data: Mapping[str, str], person: Person, words: str) -> Subject:
    form = SubjectForm(
        {
            "service": data.get("choose_service") or data.get("service"),
            "customer": data.get("choose_customer") or data.get("customer"),
            "contact": data.get("choose_contact"),
        },
        person=person,
    )
    form.is_valid()
    service: Service | None = form.cleaned_data.get("service")
    customer: Customer | None = form.cleaned_data.get("customer")
    contact: Membership | None = form.cleaned_data.get("contact")
    ticket = ticket_of_words(person, str(data.get("about", "")))
    if contact:
        return _of_contact(Subject(words=words, service=service, ticket=ticket), contact)
    if service and not data.get("choose_customer"):
        return Subject(words=words, service=service, customer=service.customer, ticket=ticket)
    return Subject(words=words, customer=customer, ticket=ticket)


def _of_contact(known: Subject, contact: Membership) -> Subject:
    """Who calls is chosen; the service stays if it is one of their customer's."""
    is_theirs = known.service is not None and known.service.customer_id == contact.customer_id
    return replace(
        known,
        customer=contact.customer,
        caller=contact.person,
        service=known.service if is_theirs else None,
    )


def _about(ticket: Ticket, words: str) -> Subject:
    return _with_services(
        Subject(words=words, service=ticket.service, customer=ticket.customer, ticket=ticket)
    )


def _only_match(found: Subject) -> Subject | None:
    """Chosen at once what alone was found."""
    known = Subject(words=found.words)
    match (found.contacts, found.services, found.customers):
        case ([], [service], _):
            return replace(known, service=service, customer=service.customer)
        case ([contact], [], []):
            return _with_services(_of_contact(replace(known, service=found.service), contact))
        case ([], [], [customer]):
            return _with_services(replace(known, customer=customer))
        case _:
            return None


def _with_services(known: Subject) -> Subject:
    """A customer without a service yet is offered those of the customer."""
    if known.customer is None or known.service is not None:
        return known
    own = Service.objects.filter(customer=known.customer).select_related("customer", "site")
    return replace(known, services=list(own.order_by("code")[:MOST_SERVICES]))


def _customers(words: str, person: Person) -> list[Customer]:
    match = Q(name__icontains=words) | Q(external_id__iexact=words)
    found = Customer.objects.filter(match).filter(seen_by(person, "id"))
    return list(found.order_by("name")[:MOST_CUSTOMERS])


def _circuit(service: Service, words: str) -> Circuit | None:
    wanted = words.upper()
    for circuit in service.circuits.all():
        if wanted and wanted in {circuit.code, circuit.carrier_reference.upper()}:
            return circuit
    return None


def _caller(customer: Customer, words: str) -> Person | None:
    """The one contact whom the search named by number, name or address."""
    wanted, country = words.casefold(), provider_of_pages().country
    people = Person.objects.filter(memberships__customer=customer, is_active=True)
    named = [
        person
        for person in people
        if wanted
        and (
            wanted in person.name.casefold()
            or wanted == (person.email or "")
            or is_same_number(person.phone, words, country)
        )
    ]
    return named[0] if len(named) == 1 else None


def _is_address(words: str) -> bool:
    try:
        ipaddress.ip_address(words)
    except ValueError:
        return False
    return True
