"""The cast that all tests know.

Northwind is a customer with two services. Alba administers it, Besa is her colleague who sees
only her own reports, Cedric belongs to Southport and must never see anything of Northwind,
Drita belongs to both. Elira is an agent, Faik a supervisor, Gent the auditor, Hana holds
ladder levels, Iris manages problems, Jon is the administrator. Nobody knows the stranger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from qendra.accounts.actions import create_person, create_team, give_roles
from qendra.accounts.actor import SYSTEM, Actor, Channel
from qendra.accounts.models import Person, Role, Team
from qendra.accounts.rights import DefaultRole
from qendra.catalogue.actions import activate_service, add_member
from qendra.catalogue.models import (
    Carrier,
    Circuit,
    Contract,
    Customer,
    Prefix,
    Product,
    Provider,
    Service,
    Site,
)
from qendra.catalogue.rights import CustomerRight
from qendra.sla.actions import install_default_service_level
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency

# A Wednesday, 10:00 in Tirana.
NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Everybody and everything, made once a test."""

    provider: Provider
    northwind: Customer
    southport: Customer
    alba: Person
    besa: Person
    cedric: Person
    drita: Person
    elira: Person
    faik: Person
    gent: Person
    hana: Person
    iris: Person
    jon: Person
    first_line: Team
    transit: Service
    server: Service
    foreign: Service
    circuit: Circuit
    carrier: Carrier

    def people(self) -> dict[str, Person]:
        """Everybody who can sign in, by the word for what they are."""
        return {
            "customer administrator": self.alba,
            "customer colleague": self.besa,
            "other customer": self.cedric,
            "member of both": self.drita,
            "agent": self.elira,
            "supervisor": self.faik,
            "auditor": self.gent,
            "ladder holder": self.hana,
            "problem manager": self.iris,
            "administrator": self.jon,
        }


def make_cast() -> Cast:
    """Write the cast to the database."""
    provider = _provider()
    install_default_service_level(
        actor=Actor(None, Channel.SYSTEM), now=NOW, time_zone="Europe/Tirane", country="AL"
    )
    northwind, southport = _customer("Northwind", "C-1"), _customer("Southport", "C-2")
    alba, besa = _person("Alba"), _person("Besa")
    cedric, drita = _person("Cedric"), _person("Drita")
    add_member(person=alba, customer=northwind)
    add_member(
        person=besa, customer=northwind, rights=[CustomerRight.SEE_OWN, CustomerRight.REPORT]
    )
    add_member(person=cedric, customer=southport)
    add_member(person=drita, customer=northwind)
    add_member(person=drita, customer=southport)
    elira, faik = _person("Elira", DefaultRole.AGENT), _person("Faik", DefaultRole.SUPERVISOR)
    transit, circuit, carrier = _transit(northwind)
    return Cast(
        provider=provider,
        northwind=northwind,
        southport=southport,
        alba=alba,
        besa=besa,
        cedric=cedric,
        drita=drita,
        elira=elira,
        faik=faik,
        gent=_person("Gent", DefaultRole.AUDITOR),
        hana=_person("Hana", DefaultRole.LADDER_HOLDER),
        iris=_person("Iris", DefaultRole.PROBLEM_MANAGER),
        jon=_person("Jon", DefaultRole.ADMINISTRATOR),
        first_line=create_team(name="First line", members=[elira, faik], is_first_line=True),
        transit=transit,
        server=_service("DS-20001", "Dedicated server", northwind, "10.20.0.0/24"),
        foreign=_service("IPT-30001", "IP transit", southport, "198.51.100.0/24"),
        circuit=circuit,
        carrier=carrier,
    )


def report_of(cast: Cast, *, key: str = "form:1", **changes: object) -> Report:
    """A complete report by Alba of a dead link, received now."""
    values: dict[str, object] = {
        "key": key,
        "subject": "Link down in Tirana",
        "customer": cast.northwind,
        "service": cast.transit,
        "reporter": cast.alba,
        "received_at": NOW,
        "source": Source.FORM,
        "words": Words(text="The link went down at ten. No traffic at all."),
        "urgency": Urgency.HIGH,
        "facts": (
            Fact(FactName.SERVICE_ID, cast.transit.code, Source.FORM),
            Fact(FactName.STARTED_AT, "2026-03-11T08:55:00+00:00", Source.FORM),
            Fact(FactName.IMPACT, "service_affecting", Source.FORM),
        ),
    }
    return Report(**(values | changes))  # type: ignore[arg-type]  # a test names what it changes


def opened(cast: Cast, *, now: datetime = NOW, **changes: object) -> Ticket:
    """A ticket opened by Alba in the panel; Critical unless the changes say otherwise."""
    report = report_of(cast, **({"received_at": now} | changes))  # type: ignore[arg-type]  # as above
    return open_ticket(actor=panel(cast.alba), now=now, report=report)


def panel(person: Person) -> Actor:
    return Actor(person, Channel.PANEL)


def desk(person: Person) -> Actor:
    return Actor(person, Channel.DESK)


def mail(person: Person) -> Actor:
    return Actor(person, Channel.EMAIL)


def _provider() -> Provider:
    provider, _created = Provider.objects.update_or_create(
        id=1,
        defaults={
            "name": "Interspace",
            "panel_name": "My Interspace",
            "ticket_prefix": "IS",
            "support_address": "support@interspace.example",
            "support_phone": "+355 4 222 0000",
            "time_zone": "Europe/Tirane",
            "country": "AL",
            "is_demo": True,
        },
    )
    return provider


def _customer(name: str, external_id: str) -> Customer:
    return Customer.objects.create(name=name, external_id=external_id, time_zone="Europe/Tirane")


def with_roles(person: Person, *roles: DefaultRole) -> Person:
    """The person holds these roles and no others."""
    rows = [Role.objects.get(key=role) for role in roles]
    give_roles(actor=SYSTEM, now=NOW, person=person, roles=rows)
    return person


def _person(name: str, *roles: DefaultRole) -> Person:
    return create_person(
        name=name,
        email=f"{name.lower()}@{'interspace' if roles else 'customer'}.example",
        password=PASSWORD,
        now=NOW,
        roles=roles,
        time_zone="Europe/Tirane",
        phone="+355 69 000 0000",
    )


def _transit(customer: Customer) -> tuple[Service, Circuit, Carrier]:
    service = _service("IPT-10001", "IP transit 1G", customer, "192.0.2.0/25", "2001:db8:7::/48")
    carrier = Carrier.objects.create(name="Adria Carrier")
    circuit = Circuit.objects.create(
        code="TIA-TRN-0001",
        service=service,
        a_end="Tirana POP",
        z_end="Tirana HQ",
        carrier=carrier,
        carrier_reference="ADR-77120",
    )
    return service, circuit, carrier


def _service(code: str, name: str, customer: Customer, *networks: str) -> Service:
    product, _made = Product.objects.get_or_create(
        code=code.partition("-")[0], defaults={"name": name}
    )
    contract, _made = Contract.objects.get_or_create(
        code=f"K-{customer.external_id}",
        defaults={"customer": customer, "valid_from": date(2025, 1, 1)},
    )
    site, _made = Site.objects.get_or_create(
        customer=customer, name="HQ", defaults={"time_zone": "Europe/Tirane"}
    )
    service = activate_service(
        code=code,
        name=name,
        product=product,
        customer=customer,
        contract=contract,
        site=site,
        now=NOW,
    )
    for network in networks:
        Prefix.objects.create(network=network, service=service)
    return service
