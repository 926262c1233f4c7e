"""Reads of the catalogue: finding the service that a report is about (S4, S6)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet

from qendra.accounts.models import Person
from qendra.accounts.selectors import people_at, people_at_part
from qendra.catalogue.models import Circuit, Customer, Membership, Prefix, Provider, Service
from qendra.catalogue.models.services import ServiceState
from qendra.lib import log_fields
from qendra.lib.prepared import Prepared
from qendra.lib.remembering import ForASecond
from qendra.lib.settled import Settled, version_of


def provider() -> Provider:
    """The provider of this installation, as it is in this piece of work."""
    return _settled()


def _provider() -> Provider:
    found = next(iter(_providers()), None)
    if found is None:
        raise ImproperlyConfigured("There is no provider yet: run `qendra migrate` once.")
    # Lines of the log name tickets as people do.
    log_fields.remember(ticket_prefix=found.ticket_prefix)
    return found


_providers = Prepared(lambda: Provider.objects.select_related("duty_manager").filter(id=1))
_settled = Settled(
    _provider,
    told_by=f"SELECT {version_of('provider')} || coalesce({version_of('person')}, '')"  # noqa: S608
    " FROM catalogue_provider AS provider"
    " LEFT JOIN accounts_person AS person ON person.id = provider.duty_manager_id"
    " WHERE provider.id = 1",
)


@ForASecond
def provider_of_pages() -> Provider:
    """The provider as pages show it; nothing is written by it, and nobody changes this one."""
    return _provider()


circuits_of = Prepared(
    lambda service: (
        Circuit.objects.filter(service=service).select_related("carrier").order_by("code")
    ),
    service=-1,
)
prefixes_of = Prepared(
    lambda service: Prefix.objects.filter(service=service).order_by("network"), service=-1
)


def service_by_code(code: str, customers: Iterable[int]) -> Service | None:
    """The service with this service ID, if it belongs to one of these customers."""
    return _services(customers).filter(code=code.strip().upper()).first()


def service_by_circuit(code: str, customers: Iterable[int]) -> Service | None:
    """The service that runs on this circuit (our ID or the carrier's reference)."""
    wanted = code.strip().upper()
    circuits = Circuit.objects.filter(Q(code=wanted) | Q(carrier_reference=wanted))
    return _services(customers).filter(circuits__in=circuits).first()


def service_by_address(address: str, customers: Iterable[int]) -> Service | None:
    """The service whose prefix holds this IP address; the longest prefix wins.

    Nothing for what is not an address. A longer prefix of another customer's service means
    that the address is theirs, so the shorter one does not match instead.
    """
    try:
        ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    held = Prefix.objects.filter(network__holds=address.strip()).select_related("service")
    longest = max(held, key=lambda prefix: prefix.network.prefixlen, default=None)
    if longest is None or longest.service.customer_id not in set(customers):
        return None
    return _services([longest.service.customer_id]).filter(id=longest.service_id).first()


def only_service(customers: Iterable[int]) -> Service | None:
    """The one live service of these customers, if there is exactly one."""
    services = list(_services(customers).exclude(state=ServiceState.CEASED)[:2])
    return services[0] if len(services) == 1 else None


def has_services() -> bool:
    """Whether any customer has a service."""
    return Service.objects.exists()


def customers_of(person: Person) -> list[Customer]:
    """The customers that a person belongs to, by name."""
    return list(Customer.objects.filter(memberships__person=person).order_by("name"))


def people_of(customers: Iterable[Customer]) -> list[Membership]:
    """The contacts of these customers who are still there, by customer and name; one query."""
    found = Membership.objects.filter(customer__in=list(customers), person__is_active=True)
    return list(
        found.select_related("person", "customer").order_by("customer__name", "person__name")
    )


def find_contacts(words: str, among: Q, limit: int = 10) -> list[Membership]:
    """For the agent on the phone: by number, name, address or external ID, one for each customer.

    ``among`` says which customers the agent sees.
    """
    wanted = words.strip()
    if not wanted:
        return []
    people = people_at(wanted, provider().country) or people_at_part(wanted)
    match = (
        Q(person__in=people)
        if people
        else Q(person__name__icontains=wanted)
        | Q(person__email=wanted.lower())
        | Q(external_id__iexact=wanted)
    )
    found = Membership.objects.filter(match, person__is_active=True).filter(among)
    found = found.select_related("person", "customer")
    return list(found.order_by("person__name", "customer__name", "id")[:limit])


def find_services(words: str, among: Q, limit: int = 20) -> QuerySet[Service]:
    """For the agent on the phone: by service ID, circuit, carrier's reference, name or address.

    ``among`` says which services the agent sees.
    """
    wanted = words.strip()
    match = (
        Q(code__icontains=wanted)
        | Q(name__icontains=wanted)
        | Q(customer__name__icontains=wanted)
        | Q(customer__external_id__iexact=wanted)
        | Q(circuits__code__icontains=wanted)
        | Q(circuits__carrier_reference__icontains=wanted)
    )
    if _is_address(wanted):
        match |= Q(prefixes__network__holds=wanted)
    found = Service.objects.filter(match).filter(among)
    found = found.select_related("customer", "product", "site")
    return found.distinct().order_by("code")[:limit]


def _services(customers: Iterable[int]) -> QuerySet[Service]:
    services = Service.objects.select_related("customer", "contract", "product", "site")
    return services.filter(customer__in=list(customers))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
