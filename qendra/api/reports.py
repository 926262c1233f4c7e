"""From the JSON of a report to the report that the action takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from ninja import Schema
from ninja.errors import HttpError
from pydantic import ConfigDict

from qendra.api.access import Caller
from qendra.api.fields import Address, CircuitId, Line, Moment, Subject, TestResults, Words
from qendra.api.uploads import Uploads, files_named
from qendra.catalogue.models import Service
from qendra.lib.plausible import is_still_to_come, is_too_long_ago
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words as Written
from qendra.tickets.facts import Fact, FactName, Permanence, Source
from qendra.tickets.priority import Impact, Urgency


class FactsIn(Schema):
    """The facts of a report (S6) that a program may state."""

    model_config = ConfigDict(extra="forbid")

    started_at: Moment | None = None
    circuit_id: CircuitId | None = None
    permanence: Permanence | None = None
    test_results: TestResults | None = None
    ip_address: Address | None = None


class ReportIn(FactsIn):
    """A report. Required facts (S6) that are missing are asked for by mail, once."""

    service: Line
    kind: Literal["fault", "request"] = "fault"
    subject: Subject
    description: Words
    impact: Impact | None = None
    urgency: Urgency = Urgency.MEDIUM
    uploads: Uploads = []


def report_of(caller: Caller, service: Service, body: ReportIn, now: datetime, key: str) -> Report:
    """The report; staff report in their customer's name, so nobody is its reporter."""
    facts = [
        Fact(FactName.SERVICE_ID, service.code, Source.API),
        *facts_of(body, now, Source.API),
    ]
    if body.impact and body.kind == "fault":
        facts.append(Fact(FactName.IMPACT, body.impact, Source.API))
    return Report(
        key=key,
        subject=body.subject,
        customer=service.customer,
        service=service,
        reporter=None if caller.is_staff else caller.person,
        received_at=now,
        source=Source.API,
        words=Written(text=body.description, files=files_named(caller, body.uploads, now)),
        kind=body.kind,
        urgency=body.urgency,
        facts=facts,
    )


def facts_of(body: FactsIn, now: datetime, source: Source) -> Iterator[Fact]:
    """The facts that were stated. 422 for a start that nobody can have meant."""
    started_at = body.started_at
    if started_at and is_still_to_come(started_at, now):
        raise HttpError(422, "started_at: this moment is still to come.")
    if started_at and is_too_long_ago(started_at, now):
        raise HttpError(422, "started_at: this moment is too long ago; check the date.")
    values = {
        FactName.STARTED_AT: min(started_at, now).isoformat() if started_at else "",
        FactName.CIRCUIT_ID: body.circuit_id,
        FactName.PERMANENCE: body.permanence,
        FactName.TEST_RESULTS: body.test_results,
        FactName.IP_ADDRESS: str(body.ip_address) if body.ip_address else "",
    }
    return (Fact(name, str(value), source) for name, value in values.items() if value)
