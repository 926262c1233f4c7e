"""From the form's values to the report that the action takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.priority import Urgency
from qendra.tickets.uploads import kept


def report_of(given: Mapping[str, Any], person: Person, service: Service, now: datetime) -> Report:
    """The report; its files are kept already. Refused when one of them is too large."""
    return Report(
        key=f"panel:{person.id}:{given['token']}",
        subject=given["subject"],
        customer=service.customer,
        service=service,
        reporter=person,
        received_at=now,
        source=Source.FORM,
        words=Words(text=given["description"], files=kept(given["attachments"], now)),
        kind=given["kind"],
        urgency=Urgency(given["urgency"]),
        facts=tuple(_facts(given, service)),
    )


def _facts(given: Mapping[str, Any], service: Service) -> Iterator[Fact]:
    started_at = given["started_at"]
    values = {
        FactName.SERVICE_ID: service.code,
        FactName.STARTED_AT: started_at.astimezone(UTC).isoformat() if started_at else "",
        FactName.DESCRIPTION: given["description"],
        FactName.IMPACT: given["impact"],
        FactName.CIRCUIT_ID: given["circuit"],
        FactName.PERMANENCE: given["permanence"],
        FactName.TEST_RESULTS: given["test_results"],
        FactName.IP_ADDRESS: given["ip_address"],
    }
    return (Fact(name, value, Source.FORM) for name, value in values.items() if value)
