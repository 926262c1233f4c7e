"""The service sheet (S4): all systems and facts that belong to the ticket's service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qendra.catalogue.models import Circuit, Contract, Prefix, Service
from qendra.catalogue.selectors import circuits_of, prefixes_of
from qendra.lib.prepared import Prepared
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
    service = next(iter(_service(service=ticket.service_id)))
    others = _others(service=ticket.service_id, ticket=ticket.id)
    return replace(sheet_of_service(service), others=others)


def sheet_of_service(service: Service) -> Sheet:
    """The sheet without tickets; two queries."""
    return Sheet(
        service=service,
        contract=service.contract,
        circuits=circuits_of(service=service.id),
        prefixes=prefixes_of(service=service.id),
    )


_service = Prepared(
    lambda service: Service.objects.select_related(
        "customer", "contract", "product", "site"
    ).filter(id=service),
    service=-1,
)
_others = Prepared(
    lambda service, ticket: (
        open_tickets()
        .select_related(None)
        .only("number", "subject", "state")
        .filter(service=service)
        .exclude(id=ticket)[:MOST_OTHERS]
    ),
    service=-1,
    ticket=-2,
)
