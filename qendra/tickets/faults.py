"""Open faults that came in about the same time, and what their services hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Model, Q

from qendra.catalogue.models import Carrier, Circuit, Device, Product, Site
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact
from qendra.tickets.rise import Fault, Shared, Thing

_THINGS: dict[Shared, type[Model]] = {
    Shared.SITE: Site,
    Shared.DEVICE: Device,
    Shared.CARRIER: Carrier,
    Shared.PRODUCT: Product,
}
# What costs its service something; of what nobody knows yet the worst is taken (P1).
COSTS = Q(impact__isnull=True) | ~Q(impact=Impact.NON_SERVICE_AFFECTING)


def faults_between(since: datetime, until: datetime) -> list[Fault]:
    """The faults of this time that are open and not restored; three queries."""
    rows = list(
        Ticket.objects.filter(
            COSTS,
            kind="fault",
            closed_at__isnull=True,
            restored_at__isnull=True,
            opened_at__range=(since, until),
            service__isnull=False,
        ).values_list(
            "id",
            "service_id",
            "customer_id",
            "opened_at",
            "service__site_id",
            "service__product_id",
        )
    )
    things = _network_of({row[1] for row in rows if row[1]})
    return [
        Fault(
            ticket=ticket,
            service=service or 0,
            customer=customer,
            opened_at=opened_at,
            hangs_on=frozenset(
                [*things[service or 0], (Shared.PRODUCT, product)]
                + ([(Shared.SITE, site)] if site else [])
            ),
        )
        for ticket, service, customer, opened_at, site, product in rows
    ]


def name_of(thing: Thing) -> str:
    """What this thing is called."""
    shared, key = thing
    return str(_THINGS[shared]._default_manager.get(pk=key))  # noqa: SLF001 (Django's own word)


def _network_of(services: Collection[int]) -> dict[int, list[Thing]]:
    """The carriers and the devices of services."""
    found = defaultdict[int, list[Thing]](list)
    circuits = Circuit.objects.filter(service__in=services, carrier__isnull=False)
    for service, carrier in circuits.values_list("service_id", "carrier_id"):
        found[service].append((Shared.CARRIER, carrier or 0))
    devices = Device.objects.filter(services__in=services)
    for service, device in devices.values_list("services", "id"):
        found[service].append((Shared.DEVICE, device))
    return found
