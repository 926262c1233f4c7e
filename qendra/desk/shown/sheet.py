"""The service sheet (S4): all systems and facts that belong to the ticket's service.

Plain values throughout, by which the drawn card is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass

from qendra.catalogue.models import Circuit, Service
from qendra.catalogue.selectors import circuits_of, prefixes_of
from qendra.lib.prepared import Prepared
from qendra.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class CircuitLine:
    """A circuit with its ends and whoever carries it."""

    code: str
    a_end: str
    z_end: str
    carrier: str
    reference: str
    fault_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A service with what it runs on."""

    name: str
    code: str
    state: str
    state_name: str
    customer: str
    product: str
    contract: str
    site: str
    address: str
    zone: str
    circuits: tuple[CircuitLine, ...]
    prefixes: tuple[str, ...]


def sheet_of(ticket: Ticket) -> Sheet | None:
    """The sheet of the ticket's service; three queries, none without a service."""
    if ticket.service_id is None:
        return None
    return sheet_of_service(next(iter(_service(service=ticket.service_id))))


def sheet_of_service(service: Service) -> Sheet:
    """The sheet; two queries."""
    site = service.site
    return Sheet(
        name=service.name,
        code=service.code,
        state=service.state,
        state_name=str(service.get_state_display()),
        customer=service.customer.name,
        product=service.product.name,
        contract=service.contract.code if service.contract else "",
        site=site.name if site else "",
        address=site.address if site else "",
        zone=site.time_zone if site else "",
        circuits=tuple(_circuit(each) for each in circuits_of(service=service.id)),
        prefixes=tuple(str(each.network) for each in prefixes_of(service=service.id)),
    )


def _circuit(circuit: Circuit) -> CircuitLine:
    carrier = circuit.carrier
    return CircuitLine(
        code=circuit.code,
        a_end=circuit.a_end,
        z_end=circuit.z_end,
        carrier=carrier.name if carrier else "",
        reference=circuit.carrier_reference,
        fault_phone=carrier.fault_phone if carrier else "",
    )


_service = Prepared(
    lambda service: Service.objects.select_related(
        "customer", "contract", "product", "site"
    ).filter(id=service),
    service=-1,
)
