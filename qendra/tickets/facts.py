"""The typed facts of a report (S6). Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FactName(StrEnum):
    SERVICE_ID = "service_id"
    STARTED_AT = "started_at"
    DESCRIPTION = "description"
    IMPACT = "impact"
    CIRCUIT_ID = "circuit_id"
    PERMANENCE = "permanence"
    TEST_RESULTS = "test_results"
    IP_ADDRESS = "ip_address"


class Permanence(StrEnum):
    INTERMITTENT = "intermittent"
    PERMANENT = "permanent"


class Source(StrEnum):
    """Where a fact came from. ``inferred``: looked up, such as the sender's only service."""

    FORM = "form"
    MAIL = "mail"
    CALL = "call"
    AGENT = "agent"
    INFERRED = "inferred"
    API = "api"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as somebody stated it.

    ``value`` is text: an ISO 8601 time in UTC for ``started_at``, the enum's value for impact
    and permanence, else as written. ``quote`` is the piece of text it was read from.
    """

    name: FactName
    value: str
    source: Source
    quote: str = ""


REQUIRED = (FactName.SERVICE_ID, FactName.STARTED_AT, FactName.DESCRIPTION, FactName.IMPACT)


def missing_facts(kind: str, service_id: int | None, facts: Mapping[str, object]) -> list[FactName]:
    """The required facts (S6) that nobody has given, in the guide's order.

    The service counts as given only when it was found; a request needs no start and no impact.
    """
    wanted = REQUIRED if kind == "fault" else (FactName.SERVICE_ID, FactName.DESCRIPTION)
    return [
        name
        for name in wanted
        if (service_id is None if name is FactName.SERVICE_ID else name not in facts)
    ]
