"""Writing the demo provider's people, customers and services."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from qendra.accounts.actions import create_person, create_team
from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.catalogue.actions import activate_service, add_member, ensure_provider
from qendra.catalogue.models import (
    Carrier,
    Circuit,
    Contract,
    Customer,
    Device,
    Prefix,
    Product,
    Provider,
    RedundancyGroup,
    Service,
    Site,
)
from qendra.catalogue.rights import CustomerRight
from qendra.demo import interspace
from qendra.demo.interspace import CUSTOMERS, DemoCustomer, address_of
from qendra.sla.actions import AROUND_THE_CLOCK, BUSINESS_HOURS, Promised, add_service_level

ENGINEER = (
    CustomerRight.SEE_ALL,
    CustomerRight.SEE_OWN,
    CustomerRight.REPORT,
    CustomerRight.ESCALATE,
)
GOLD = {
    "critical": Promised(10, 2 * 60, AROUND_THE_CLOCK, 30),
    "major": Promised(20, 4 * 60, AROUND_THE_CLOCK, 60),
    "minor": Promised(2 * 60, 16 * 60, AROUND_THE_CLOCK, 8 * 60),
    "low": Promised(4 * 60, 27 * 60, BUSINESS_HOURS, 18 * 60),
}
TRANSIT = {
    "critical": Promised(15, 3 * 60, AROUND_THE_CLOCK, 60),
    "major": Promised(30, 6 * 60, AROUND_THE_CLOCK, 2 * 60),
    "minor": Promised(3 * 60, 24 * 60, AROUND_THE_CLOCK, 12 * 60),
    "low": Promised(9 * 60, 45 * 60, BUSINESS_HOURS, 27 * 60),
}


@transaction.atomic
def load_provider(now: datetime) -> None:
    """The provider's brand, staff, teams and the duty manager."""
    ensure_provider()
    people = {person.name: person for person in interspace.STAFF}
    rows = {
        name: create_person(
            name=name,
            email=address_of(name, "interspace.example"),
            now=now,
            phone=f"+355 69 450 {number:04d}",
            language=staff.language,
            time_zone="Europe/Tirane",
            roles=staff.roles,
        )
        for number, (name, staff) in enumerate(people.items(), start=100)
    }
    for team in dict.fromkeys(staff.team for staff in interspace.STAFF):
        create_team(
            name=team,
            members=[rows[name] for name, staff in people.items() if staff.team == team],
            is_first_line=team == interspace.FIRST_LINE,
        )
    Provider.objects.filter(id=1).update(
        **interspace.PROVIDER, duty_manager=rows[interspace.DUTY_MANAGER]
    )


@transaction.atomic
def load_customers(now: datetime) -> None:
    """12 customers, their contacts, sites, contracts, 60 services, circuits and prefixes."""
    carriers = [
        Carrier.objects.create(name=name, fault_address=address, fault_phone=phone)
        for name, address, phone in interspace.CARRIERS
    ]
    products = {
        code: Product.objects.create(code=code, name=name)
        for code, name in interspace.PRODUCTS.items()
    }
    numbers = count()
    for place, told in enumerate(CUSTOMERS):
        customer, contract = _customer(told, place, now)
        for product in told.products:
            service = _service(next(numbers), told, customer, contract, products[product], now)
            _network(service, told, carriers[service.id % len(carriers)])
    add_service_level(
        actor=SYSTEM,
        now=now,
        slug="transit",
        name="IP transit",
        promised=TRANSIT,
        scope=products["IPT"],
    )
    _devices_and_redundancy()


@transaction.atomic
def let_everybody_sign_in() -> None:
    """Give everybody who has an address the demo's password; hashed once, it takes its time."""
    Person.objects.filter(email__isnull=False).update(password=make_password(interspace.PASSWORD))


def _customer(told: DemoCustomer, place: int, now: datetime) -> tuple[Customer, Contract]:
    customer = Customer.objects.create(
        name=told.name, external_id=f"C{1000 + place}", time_zone=told.zone
    )
    contract = Contract.objects.create(
        customer=customer,
        code=f"ISP-{2023 + place % 3}-{140 + place}",
        valid_from=(now - timedelta(days=400 + 30 * place)).date(),
    )
    if place % 4 == 0:
        add_service_level(
            actor=SYSTEM,
            now=now,
            slug=f"gold-{place}",
            name=f"Gold, {told.name}",
            promised=GOLD,
            scope=contract,
        )
    for rank, (name, language) in enumerate(told.people):
        person = create_person(
            name=name,
            email=address_of(name, told.domain),
            now=now,
            phone=f"+355 68 2{place:02d} {rank:04d}",
            language=language,
            time_zone=told.zone,
        )
        rights = tuple(CustomerRight) if rank == 0 else ENGINEER
        add_member(person=person, customer=customer, rights=rights)
    night_guard = create_person(
        name=f"Night guard of {told.name}", email=None, now=now, phone=f"+355 68 2{place:02d} 9999"
    )
    add_member(person=night_guard, customer=customer, rights=[CustomerRight.REPORT])
    return customer, contract


def _service(
    number: int,
    told: DemoCustomer,
    customer: Customer,
    contract: Contract,
    product: Product,
    now: datetime,
) -> Service:
    at_home = product.code in {"DS", "COL"}
    site, _made = Site.objects.get_or_create(
        customer=customer,
        name=interspace.SITES[product.code].format(city=told.city),
        defaults={"time_zone": "Europe/Tirane" if at_home else told.zone},
    )
    return activate_service(
        code=f"{product.code}-{10101 + 7 * number}",
        name=f"{product.name} {'' if at_home else told.city}".strip(),
        product=product,
        customer=customer,
        contract=contract,
        site=site,
        now=now - timedelta(days=300),
    )


def _network(service: Service, told: DemoCustomer, carrier: Carrier) -> None:
    place = service.id % 60
    if service.product.code in {"IPT", "L2C", "INT"}:
        Circuit.objects.create(
            code=f"{told.city[:3].upper().translate(str.maketrans('ËÇŠ', 'ECS'))}"
            f"-TIA-{4200 + service.id}",
            service=service,
            a_end="Tirana, core POP",
            z_end=f"{told.city}, {told.name}",
            carrier=carrier if place % 3 else None,
            carrier_reference=f"{carrier.name[:3].upper()}/{88000 + service.id}"
            if place % 3
            else "",
        )
    if service.product.code not in {"COL", "L2C"}:
        Prefix.objects.create(network=_ipv4(place), service=service)
    if service.product.code in {"IPT", "INT"}:
        Prefix.objects.create(network=f"2001:db8:{place + 1:x}::/48", service=service)


def _ipv4(place: int) -> ipaddress.IPv4Network:
    """The place's own /29, spread over the three documentation networks."""
    networks = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    wide = ipaddress.IPv4Network(networks[place % 3])
    return list(wide.subnets(new_prefix=29))[place // 3]


def _devices_and_redundancy() -> None:
    for name, product in (("core1.tia", "IPT"), ("agg3.tia", "L2C"), ("dc2-sw1.tia", "COL")):
        device = Device.objects.create(name=name)
        device.services.set(Service.objects.filter(product__code=product))
    for customer in Customer.objects.filter(services__circuits__isnull=False).distinct():
        circuits = list(Circuit.objects.filter(service__customer=customer).order_by("id")[:2])
        if len(circuits) == 2:
            group = RedundancyGroup.objects.create(name=f"Uplinks of {customer.name}")
            group.circuits.set(circuits)
