"""What a call is about: one search for service, circuit, address, number or name."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by
from qendra.catalogue.models import Circuit, Customer, Service
from qendra.catalogue.selectors import find_services
from qendra.desk.forms.calls import SubjectForm
from qendra.intake.phone.call import digits_of, is_same_number
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import open_tickets

MOST_CUSTOMERS = 10
MOST_SERVICES = 50
# Fewer digits are a street number or a part of an ID, not a telephone number.
FEWEST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known so far, and what the search offers to choose from."""

    words: str = ""
    service: Service | None = None
    customer: Customer | None = None
    services: Sequence[Service] = ()
    customers: Sequence[Customer] = ()
    has_searched: bool = False

    @property
    def found_nothing(self) -> bool:
        return self.has_searched and not (self.services or self.customers)

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
    service, customer = _chosen(data, person)
    if "find" not in data or not words:
        return _with_services(words, service, customer)
    services, customers = _services(words, person), _customers(words, person)
    if len(services) == 1:
        return _with_services(words, services[0], services[0].customer)
    if not services and len(customers) == 1:
        return _with_services(words, None, customers[0])
    return Subject(
        words=words,
        service=service,
        customer=customer,
        services=services,
        customers=customers,
        has_searched=True,
    )


def prefilled(subject: Subject) -> dict[str, object]:
    """What the search already said, so that nobody types it again."""
    known: dict[str, object] = {}
    if _is_address(subject.words):
        known["ip_address"] = subject.words
    if subject.service and (circuit := _circuit(subject.service, subject.words)):
        known["circuit_id"] = circuit.code
    if subject.customer and (caller := _caller(subject.customer, subject.words)):
        known["caller"] = caller.id
    return known


def open_tickets_of(subject: Subject) -> list[Ticket]:
    """What is open already for the service, else for the customer: maybe this very fault."""
    if subject.service:
        return list(open_tickets().filter(service=subject.service)[:MOST_CUSTOMERS])
    if subject.customer:
        return list(open_tickets().filter(customer=subject.customer)[:MOST_CUSTOMERS])
    return []


def _chosen(data: Mapping[str, str], person: Person) -> tuple[Service | None, Customer | None]:
    form = SubjectForm(
        {
            "service": data.get("choose_service") or data.get("service"),
            "customer": data.get("choose_customer") or data.get("customer"),
        },
        person=person,
    )
    form.is_valid()
    service: Service | None = form.cleaned_data.get("service")
    customer: Customer | None = form.cleaned_data.get("customer")
    if service and not data.get("choose_customer"):
        return service, service.customer
    return None, customer


def _with_services(words: str, service: Service | None, customer: Customer | None) -> Subject:
    """A customer without a service yet is offered those of the customer."""
    services: Sequence[Service] = ()
    if customer and service is None:
        own = Service.objects.filter(customer=customer).select_related("customer", "site")
        services = list(own.order_by("code")[:MOST_SERVICES])
    return Subject(words=words, service=service, customer=customer, services=services)


def _services(words: str, person: Person) -> list[Service]:
    return list(find_services(words, seen_by(person)))


def _customers(words: str, person: Person) -> list[Customer]:
    member = "memberships__person__"
    match = (
        Q(name__icontains=words)
        | Q(external_id__iexact=words)
        | Q(**{f"{member}name__icontains": words})
        | Q(**{f"{member}email__iexact": words})
        | Q(memberships__person__in=_people_with_number(words))
    )
    found = Customer.objects.filter(match).filter(seen_by(person, "id"))
    return list(found.distinct().order_by("name")[:MOST_CUSTOMERS])


def _people_with_number(words: str) -> QuerySet[Person]:
    """People whose number ends like the one typed, in whatever spelling either is."""
    digits = digits_of(words).removeprefix("0")
    if len(digits) < FEWEST_DIGITS:
        return Person.objects.none()
    bare = Func(
        F("phone"),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )
    return Person.objects.annotate(bare=bare).filter(bare__endswith=digits)


def _circuit(service: Service, words: str) -> Circuit | None:
    wanted = words.upper()
    for circuit in service.circuits.all():
        if wanted and wanted in {circuit.code, circuit.carrier_reference.upper()}:
            return circuit
    return None


def _caller(customer: Customer, words: str) -> Person | None:
    """The one contact whom the search named by number, name or address."""
    wanted = words.casefold()
    people = Person.objects.filter(memberships__customer=customer, is_active=True)
    named = [
        person
        for person in people
        if wanted
        and (
            wanted in person.name.casefold()
            or wanted == (person.email or "")
            or is_same_number(person.phone, words)
        )
    ]
    return named[0] if len(named) == 1 else None


def _is_address(words: str) -> bool:
    try:
        ipaddress.ip_address(words)
    except ValueError:
        return False
    return True
