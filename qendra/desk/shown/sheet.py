"""The service sheet (S4): all systems and facts that belong to the ticket's service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qendra.catalogue.models import Circuit, Contract, Prefix, Service
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import open_tickets

MOST_OTHERS = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A service with what it runs on, and its other open tickets."""

    service: Service
    contract: Contract | None
    circuits: Sequence[Circuit]
    prefixes: Sequence[Prefix]
    others: Sequence[Ticket] = ()


def sheet_of(ticket: Ticket) -> Sheet | None:
    """The sheet of the ticket's service; four queries, none without a service."""
    if ticket.service_id is None:
        return None
    related = ("customer", "contract", "product", "site")
    service = Service.objects.select_related(*related).filter(id=ticket.service_id).first()
    if service is None:
        return None
    others = open_tickets().filter(service=service).exclude(id=ticket.id)
    others = others.select_related(None).only("number", "subject", "state")
    return replace(sheet_of_service(service), others=list(others[:MOST_OTHERS]))


def sheet_of_service(service: Service) -> Sheet:
    """The sheet without tickets; two queries."""
    circuits = service.circuits.select_related("carrier").order_by("code")
    return Sheet(
        service=service,
        contract=service.contract,
        circuits=list(circuits),
        prefixes=list(service.prefixes.order_by("network")),
    )
