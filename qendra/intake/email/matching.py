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
    """The only service, unless the sender wrote a service ID or a circuit that is none of theirs.

    What counts as a service ID in running text depends only on how the sender's own look, never
    on which ones exist elsewhere: an answer must not tell a foreign ID from an invented one.
    """
    labelled = next((fact.value for fact in facts if fact.name == "service_id"), "")
    shapes = {_shape(code) for code in _of(customers).values_list("code", flat=True)[:500]}
    meant = labelled or next((token for token in tokens if _shape(token) in shapes), "")
    if meant or any(fact.name == "circuit_id" for fact in facts):
        return Match(written=meant)
    return Match(only_service(customers), is_inferred=True)


def _shape(code: str) -> str:
    """How an ID looks: "IPT-10001" and "DS-20001" are both "A-5"."""
    letters = re.sub(r"[A-Z]+", "A", code.upper())
    return re.sub(r"\d+", lambda digits: str(len(digits[0])), letters)


def _of(customers: list[int]) -> QuerySet[Service]:
    return Service.objects.filter(customer__in=customers).select_related("customer", "site")
