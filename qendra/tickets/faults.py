"""Open faults that came in about the same time, and what their services hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Model, Q

from qendra.catalogue.models import Carrier, Circuit, Device, Product, Service, Site
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Priority
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
    """The faults of this time that are open and not restored; four queries."""
    rows = list(
        Ticket.objects.filter(
            COSTS,
            kind="fault",
            closed_at__isnull=True,
            restored_at__isnull=True,
            opened_at__range=(since, until),
            service__isnull=False,
        ).values_list("id", "service_id", "customer_id", "opened_at", "reach", "priority")
    )
    # What a service hangs on is the same for all of its faults.
    things = _things_of({row[1] for row in rows if row[1]})
    return [
        Fault(
            ticket=ticket,
            service=service or 0,
            customer=customer,
            opened_at=opened_at,
            hangs_on=things[service or 0],
            can_rise=reach is None and priority != Priority.CRITICAL,
        )
        for ticket, service, customer, opened_at, reach, priority in rows
    ]


def name_of(thing: Thing) -> str:
    """What this thing is called."""
    shared, key = thing
    return str(_THINGS[shared]._default_manager.get(pk=key))  # noqa: SLF001 (Django's own word)


def _things_of(services: Collection[int]) -> dict[int, frozenset[Thing]]:
    """Product, site, carriers and devices of services."""
    found = defaultdict[int, list[Thing]](list)
    places = Service.objects.filter(id__in=services).values_list("id", "site_id", "product_id")
    for service, site, product in places:
        found[service].append((Shared.PRODUCT, product))
        if site:
            found[service].append((Shared.SITE, site))
    circuits = Circuit.objects.filter(service__in=services, carrier__isnull=False)
    for service, carrier in circuits.values_list("service_id", "carrier_id"):
        found[service].append((Shared.CARRIER, carrier or 0))
    devices = Device.objects.filter(services__in=services)
    for service, device in devices.values_list("services", "id"):
        found[service].append((Shared.DEVICE, device))
    return {service: frozenset(things) for service, things in found.items()}
