"""Which service a mail is about: by service ID, circuit ID, address, or the sender's only one.

Only ever among the given customers. Somebody else's service ID is treated exactly like one that
does not exist: kept as written, asked about, and nothing of it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qendra.catalogue.models import Circuit, Service
from qendra.catalogue.selectors import only_service, service_by_address
from qendra.intake.email.facts import candidates, said_in
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.reading.fact import ReadFact
from qendra.intake.email.reading.identifiers import words_with_digits
from qendra.intake.email.reading.mentions import Said
from qendra.intake.email.reported import reported_text


@dataclass(frozen=True, slots=True)
class Match:
    """The service, and the words by which it was found; without a service the ID as written."""

    service: Service | None = None
    circuit: Circuit | None = None
    written: str = ""
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a mail says of services. Of what is labelled more is certain than of other tokens."""

    facts: Sequence[ReadFact]
    labelled: Sequence[str]
    tokens: Sequence[str]
    told: Mapping[str, Said]

    @property
    def words(self) -> set[str]:
        """All that may be an ID, as IDs are stored."""
        return {word.upper() for word in (*self.labelled, *self.tokens)}


@dataclass(frozen=True, slots=True)
class Named:
    """Services and circuits that have such IDs, maybe of several mails, of several customers."""

    services: Sequence[Service]
    circuits: Sequence[Circuit]


def mentions_in(mail: ParsedMail, facts: Sequence[ReadFact]) -> Mentions:
    """The IDs in a mail, and what is said of each."""
    labelled = [
        word for fact in facts if fact.name in ("service_id", "circuit_id")
        for word in (fact.value, *words_with_digits(fact.source_text))
    ]  # fmt: skip
    text = f"{mail.subject}\n\n{reported_text(mail)}"
    told = said_in(text)
    tokens = [token.value for token in candidates(text)
              if told.get(token.value.upper(), Said.NOTHING) > Said.WELL]  # fmt: skip
    return Mentions(facts, labelled, tokens, told)


def named_by(words: Collection[str], customers: Collection[int]) -> Named:
    """The services and circuits of these customers with such IDs; two queries, however many."""
    if not words:
        return Named((), ())
    circuits = Circuit.objects.filter(
        Q(code__in=words) | Q(carrier_reference__in=words), service__customer__in=customers
    )
    return Named(
        list(_of(customers).filter(code__in=words)),
        list(circuits.select_related("service__customer", "service__site")),
    )


def match_service(mentions: Mentions, customers: Collection[int], named: Named) -> Match:
    """The one service of these customers that the mail is about; none where that is not clear."""
    facts, told = mentions.facts, mentions.told
    found = _by_words(mentions.labelled, customers, told, named)
    if found is not None and found.service is not None:
        return found
    return (
        _by_words(mentions.tokens, customers, told, named)
        or _by_address(facts, customers, told)
        or _last_resort(facts, mentions.tokens, customers, told)
    )


def _by_words(
    words: Sequence[str], customers: Collection[int], told: Mapping[str, Said], named: Named
) -> Match | None:
    """The service that these words name; an empty match for several, None for none."""
    wanted = {word.upper(): word for word in words}
    found = dict[int, Match]()
    said = dict[int, Said]()
    for service in named.services:
        if service.code in wanted and service.customer_id in customers:
            found[service.id] = Match(service, written=wanted[service.code])
            said[service.id] = told.get(service.code, Said.NOTHING)
    for circuit in named.circuits:
        written = wanted.get(circuit.code) or wanted.get(circuit.carrier_reference)
        if written and circuit.service.customer_id in customers:
            key = circuit.service_id
            found[key] = Match(circuit.service, circuit, written, is_inferred=key not in found)
            of_circuit = told.get(written.upper(), Said.NOTHING)
            said[key] = max(said.get(key, of_circuit), of_circuit)
    return _one_of(found, said)


def _by_address(
    facts: Sequence[ReadFact], customers: Collection[int], told: Mapping[str, Said]
) -> Match | None:
    """By the prefixes that hold the addresses in the mail."""
    found: dict[int, Match] = {}
    said: dict[int, Said] = {}
    for fact in facts:
        of_address = told.get(fact.value.upper(), Said.NOTHING)
        if fact.name != "ip_address" or of_address is Said.WELL:
            continue
        service = service_by_address(fact.value, customers)
        if service is not None:
            found[service.id] = Match(service, written=fact.value, is_inferred=True)
            said[service.id] = max(said.get(service.id, of_address), of_address)
    return _one_of(found, said)


def _one_of(found: Mapping[int, Match], said: Mapping[int, Said]) -> Match | None:
    """The only one, or the only one that the fault is said of; of undecided ones none."""
    faulty = [match for service, match in found.items() if said[service] is Said.FAULTY]
    left = faulty or list(found.values())
    if len(left) > 1:
        return Match()
    return left[0] if left else None


def _last_resort(
    facts: Sequence[ReadFact],
    tokens: Sequence[str],
    customers: Collection[int],
    told: Mapping[str, Said],
) -> Match:
    """The only service, unless the sender wrote a service ID or a circuit that is none of theirs.

    What counts as a service ID in running text depends only on how the sender's own look, never
    on which ones exist elsewhere: an answer must not tell a foreign ID from an invented one.
    """
    labelled = next((fact.value for fact in facts if fact.name == "service_id"), "")
    shapes = {_shape(code) for code in _of(customers).values_list("code", flat=True)[:500]}
    meant = labelled or next((token for token in tokens if _shape(token) in shapes), "")
    if meant or any(fact.name == "circuit_id" for fact in facts):
        return Match(written=meant)
    only = only_service(customers)
    is_well = only is not None and told.get(only.code) is Said.WELL
    return Match() if is_well else Match(only, is_inferred=True)


def _shape(code: str) -> str:
    """How an ID looks: "IPT-10001" and "DS-20001" are both "A-5"."""
    letters = re.sub(r"[A-Z]+", "A", code.upper())
    return re.sub(r"\d+", lambda digits: str(len(digits[0])), letters)


def _of(customers: Collection[int]) -> QuerySet[Service]:
    return Service.objects.filter(customer__in=customers).select_related("customer", "site")
