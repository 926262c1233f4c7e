"""From what was read in a mail to the typed facts of a ticket (S6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from qendra.catalogue.models import Customer
from qendra.intake.email.facts import facts_of, identifiers_of, read_answers
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.matching import Match
from qendra.intake.email.reading.fact import ReadFact
from qendra.intake.email.reading.zones import zone_named
from qendra.intake.email.reported import letters_in
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.priority import Urgency

VALUE_LENGTH = 20_000
QUOTE_LENGTH = 300

_READ = {
    FactName.STARTED_AT: "started_at",
    FactName.IMPACT: "impact",
    FactName.PERMANENCE: "permanence",
    FactName.IP_ADDRESS: "ip_address",
    FactName.TEST_RESULTS: "test_results",
}


def facts_in(mail: ParsedMail, received_at: datetime, zone: tzinfo) -> tuple[ReadFact, ...]:
    """What the mail says, its times read in the zone written beside them, else in this one."""
    return facts_of(letters_in(mail, received_at, zone))


def identifiers_in(mail: ParsedMail, received_at: datetime) -> tuple[ReadFact, ...]:
    """The IDs and addresses in it."""
    return identifiers_of(letters_in(mail, received_at, UTC))


def answers_in(mail: ParsedMail, received_at: datetime, zone: tzinfo) -> tuple[ReadFact, ...]:
    """What a reply to our question says: also bare answers, such as a line "10:15"."""
    return read_answers(mail.new_text, received_at=received_at, default_zone=zone)


def zone_for(mail: ParsedMail, match: Match, customer: Customer | None) -> tzinfo:
    """The zone of the service's site, else of the customer, else of the mail's Date, else UTC."""
    offset = timedelta(minutes=mail.date_offset_minutes or 0)
    fallback: tzinfo = timezone(offset) if offset else UTC
    site = match.service.site if match.service else None
    name = site.time_zone if site else customer.time_zone if customer else ""
    return zone_named(name, fallback)


def stated_facts(read: Sequence[ReadFact], match: Match) -> tuple[Fact, ...]:
    """Typed facts, one a name; several addresses or results of one mail stand together."""
    return (*_service_facts(read, match), *_other_facts(read))


def urgency_of(read: Sequence[ReadFact]) -> Urgency:
    """What the sender named as priority; medium where nobody said (S2)."""
    said = next((fact.value for fact in read if fact.name == "urgency"), "")
    return Urgency(said) if said else Urgency.MEDIUM


def _service_facts(read: Sequence[ReadFact], match: Match) -> Iterator[Fact]:
    """The service ID and the circuit ID; unknown ones as they were written."""
    if match.service is not None:
        source = Source.INFERRED if match.is_inferred else Source.MAIL
        yield Fact(FactName.SERVICE_ID, match.service.code, source, match.written)
    elif match.written:
        yield Fact(FactName.SERVICE_ID, match.written, Source.MAIL, match.written)
    circuit = next((fact for fact in read if fact.name == "circuit_id"), None)
    if match.circuit is not None:
        yield Fact(FactName.CIRCUIT_ID, match.circuit.code, Source.MAIL, match.written)
    elif circuit is not None:
        yield Fact(FactName.CIRCUIT_ID, circuit.value, Source.MAIL, circuit.source_text)


def _other_facts(read: Sequence[ReadFact]) -> Iterator[Fact]:
    for name, wanted in _READ.items():
        found = [fact for fact in read if fact.name == wanted]
        if found:
            between = "\n\n" if name is FactName.TEST_RESULTS else ", "
            value = between.join(fact.value for fact in found)[:VALUE_LENGTH]
            quote = "" if name is FactName.TEST_RESULTS else found[0].source_text[:QUOTE_LENGTH]
            yield Fact(name, value, Source.MAIL, quote)
