"""Which service a mail is about: by service ID, circuit ID, address, or the sender's only one.

Only ever among the given customers. Somebody else's service ID is treated exactly like one that
does not exist: kept as written, asked about, and nothing of it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qendra.catalogue.models import Circuit, Service
from qendra.catalogue.selectors import only_service, service_by_address
from qendra.intake.email.facts import candidates
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.reading.fact import ReadFact
from qendra.intake.email.reading.identifiers import words_with_digits

# What is plainly meant as a service ID, whether it exists or not: that must not be told apart.
_LOOKS_LIKE_A_SERVICE = re.compile(r"[A-Z]{1,6}-?\d{3,}(?:-[A-Z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """The service, and the words by which it was found; without a service the ID as written."""

    service: Service | None = None
    circuit: Circuit | None = None
    written: str = ""
    is_inferred: bool = False


def match_service(mail: ParsedMail, facts: Sequence[ReadFact], customers: Iterable[int]) -> Match:
    """The one service of these customers that the mail is about; none where that is not clear."""
    ours = list(customers)
    labelled = [
        word for fact in facts if fact.name in ("service_id", "circuit_id")
        for word in (fact.value, *words_with_digits(fact.source_text))
    ]  # fmt: skip
    found = _by_words(labelled, ours)
    if found is not None:
        return found
    tokens = [token.value for token in candidates(mail.new_text, subject=mail.subject)]
    return _by_words(tokens, ours) or _by_address(facts, ours) or _last_resort(facts, tokens, ours)


def _by_words(words: Sequence[str], customers: list[int]) -> Match | None:
    """The service that all known IDs among these words agree on."""
    wanted = {word.upper(): word for word in words}
    services = _of(customers).filter(code__in=wanted)
    found = {service.id: Match(service, written=wanted[service.code]) for service in services}
    circuits = Circuit.objects.filter(
        Q(code__in=wanted) | Q(carrier_reference__in=wanted), service__customer__in=customers
    )
    for circuit in circuits.select_related("service__customer", "service__site"):
        written = wanted.get(circuit.code) or wanted[circuit.carrier_reference]
        found[circuit.service_id] = Match(
            circuit.service, circuit, written, is_inferred=circuit.service_id not in found
        )
    return next(iter(found.values())) if len(found) == 1 else None


def _by_address(facts: Sequence[ReadFact], customers: list[int]) -> Match | None:
    """By the prefixes that hold the addresses in the mail; of two services it is neither."""
    found: dict[int, Match] = {}
    for fact in facts:
        service = service_by_address(fact.value, customers) if fact.name == "ip_address" else None
        if service is not None:
            found[service.id] = Match(service, written=fact.value, is_inferred=True)
    return next(iter(found.values())) if len(found) == 1 else None


def _last_resort(facts: Sequence[ReadFact], tokens: list[str], customers: list[int]) -> Match:
    """The only service, unless the sender wrote a service ID that is none of theirs."""
    labelled = next((fact.value for fact in facts if fact.name == "service_id"), "")
    meant = labelled or next(filter(_LOOKS_LIKE_A_SERVICE.fullmatch, tokens), "")
    if meant:
        return Match(written=meant)
    return Match(only_service(customers), is_inferred=True)


def _of(customers: list[int]) -> QuerySet[Service]:
    return Service.objects.filter(customer__in=customers).select_related("customer", "site")
