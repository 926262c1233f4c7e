"""The facts of a ticket (S6), each with where it came from; what is missing is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from qendra.desk.shown.names import FACT_NAMES, PERMANENCE_NAMES, SOURCE_NAMES
from qendra.tickets.facts import FactName, Permanence, Source, missing_facts
from qendra.tickets.models import IMPACT_NAMES, Ticket
from qendra.tickets.priority import Impact

Words = Promise | str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact. ``moment`` instead of ``value`` where it is a time; ``is_code``: as typed."""

    name: Words
    value: Words = ""
    moment: datetime | None = None
    source: Words = ""
    quote: str = ""
    is_code: bool = False
    is_missing: bool = False


def facts_of(ticket: Ticket) -> tuple[FactLine, ...]:
    """Required facts first, missing ones included; the others only where somebody stated them."""
    missing = missing_facts(ticket.kind, ticket.service_id, ticket.facts)
    shown = (_line(name, ticket, is_missing=name in missing) for name in FactName)
    return tuple(line for line in shown if line)


def zone_of(ticket: Ticket) -> str:
    """The time zone in which the customer's times are meant: the site's, else the customer's."""
    if ticket.service and ticket.service.site:
        return ticket.service.site.time_zone
    return ticket.customer.time_zone


def started_at(ticket: Ticket) -> datetime | None:
    """When the problem started, if that is known."""
    known = ticket.facts.get(FactName.STARTED_AT)
    return datetime.fromisoformat(known["value"]) if known else None


def value_of(ticket: Ticket, name: FactName) -> str:
    """A fact's value as stored; empty when nobody stated it."""
    known = ticket.facts.get(name)
    return str(known["value"]) if known else ""


def _line(name: FactName, ticket: Ticket, *, is_missing: bool) -> FactLine | None:
    known = ticket.facts.get(name)
    label = FACT_NAMES[name]
    if name is FactName.IMPACT and ticket.impact:
        source = SOURCE_NAMES[Source(known["source"])] if known else SOURCE_NAMES[Source.AGENT]
        return FactLine(name=label, value=IMPACT_NAMES[Impact(ticket.impact)], source=source)
    if known is None:
        return FactLine(name=label, is_missing=True) if is_missing else None
    return FactLine(
        name=label,
        value=_value(name, known["value"]),
        moment=started_at(ticket) if name is FactName.STARTED_AT else None,
        source=SOURCE_NAMES[Source(known["source"])],
        quote=known.get("quote", ""),
        is_code=name is FactName.TEST_RESULTS,
        is_missing=is_missing,
    )


def _value(name: FactName, value: str) -> Words:
    if name is FactName.PERMANENCE:
        return PERMANENCE_NAMES[Permanence(value)]
    if name is FactName.IMPACT:
        return IMPACT_NAMES[Impact(value)]
    return value
