"""The facts of S6 in a mail: what its sender labelled, and what its words state beyond doubt.

Pure and bounded. Nothing here knows which IDs exist: `candidates` are for the database to try,
always among the sender's own services.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from qendra.intake.email.reading.fact import ReadFact
from qendra.intake.email.reading.identifiers import (
    Token,
    addresses_in,
    identifier_candidates,
    identifier_in,
)
from qendra.intake.email.reading.impact import (
    Reading,
    from_label,
    impact_alone,
    impact_in,
    permanence_in,
)
from qendra.intake.email.reading.labels import LabelledLine, labelled_lines
from qendra.intake.email.reading.results import Block, test_blocks, without
from qendra.intake.email.reading.times import (
    Moment,
    moment_alone,
    moment_in_text,
    moment_in_value,
)

TEXT_LIMIT = 60_000
RESULT_LIMIT = 20_000
ANSWER_WIDTH = 60

_SINGLE = ("service_id", "circuit_id", "started_at", "impact", "urgency", "permanence")


def read_facts(
    text: str, *, subject: str = "", received_at: datetime, default_zone: tzinfo
) -> tuple[ReadFact, ...]:
    """The facts in the text and the subject, each with its source; at most one of a single kind.

    Labelled facts come before recognised ones, the text before the subject. Times are read in the
    zone written beside them, else in `default_zone`; `received_at` is aware and bounds them.
    """
    text = text[:TEXT_LIMIT]
    blocks = test_blocks(text)
    plain = without(text, blocks)
    found = [
        *_labelled(plain, received_at, default_zone),
        *_results(blocks),
        *_stated(plain, received_at, default_zone),
        *(replace(fact, place="subject") for fact in _stated(subject, received_at, default_zone)),
    ]
    return tuple(_first_of_each(found))


def read_answers(text: str, *, received_at: datetime, default_zone: tzinfo) -> tuple[ReadFact, ...]:
    """The facts in a reply to our question: as in any text, and bare short answers besides.

    A line that is nothing but a time ("10:15", "at 10:15 UTC") or an impact ("total outage")
    counts only where no other line says something else.
    """
    found = read_facts(text, received_at=received_at, default_zone=default_zone)
    names = {fact.name for fact in found}
    bare = list(_bare_answers(text[:TEXT_LIMIT], received_at, default_zone))
    alone = [fact for fact in bare if sum(other.name == fact.name for other in bare) == 1]
    return (*found, *(fact for fact in alone if fact.name not in names))


def candidates(text: str, *, subject: str = "") -> tuple[Token, ...]:
    """What could be a service or circuit ID in the subject and the text, without test results."""
    text = text[:TEXT_LIMIT]
    plain = without(text, test_blocks(text))
    return (*identifier_candidates(subject), *identifier_candidates(plain))


def _labelled(text: str, received_at: datetime, zone: tzinfo) -> Iterator[ReadFact]:
    for line in labelled_lines(text):
        if line.name == "ip_address":
            for token in addresses_in(line.value):
                yield _fact("ip_address", token.value, line.value, line.span, is_labelled=True)
        elif (value := _labelled_value(line, received_at, zone)) is not None:
            yield _fact(line.name, value, line.value, line.span, is_labelled=True)


def _labelled_value(line: LabelledLine, received_at: datetime, zone: tzinfo) -> str | None:
    if line.name in ("service_id", "circuit_id"):
        return identifier_in(line.value) or None
    if line.name == "started_at":
        moment = moment_in_value(line.value, received_at=received_at, zone=zone)
        return moment.at.isoformat() if moment else None
    return line.value if line.name == "test_results" else from_label(line.name, line.value)


def _bare_answers(text: str, received_at: datetime, zone: tzinfo) -> Iterator[ReadFact]:
    position = 0
    for line in text.split("\n"):
        answer = line.strip(" -*•>.\t")
        if answer and len(answer) <= ANSWER_WIDTH and "?" not in answer:
            start = position + line.index(answer)
            span = (start, start + len(answer))
            moment = moment_alone(answer, received_at=received_at, zone=zone)
            impact = impact_alone(answer)
            if moment is not None:
                yield _fact("started_at", moment.at.isoformat(), answer, span, is_labelled=False)
            if impact is not None:
                yield _fact("impact", impact, answer, span, is_labelled=False)
        position += len(line) + 1


def _results(blocks: list[Block]) -> Iterator[ReadFact]:
    for block in blocks:
        text = block.text[:RESULT_LIMIT]
        yield _fact("test_results", text, text, block.span, is_labelled=False)


def _stated(text: str, received_at: datetime, zone: tzinfo) -> Iterator[ReadFact]:
    """What running text says: addresses, the start, impact, intermittent or permanent."""
    for token in addresses_in(text):
        yield _taken("ip_address", token.value, text, token)
    moment = moment_in_text(text, received_at=received_at, zone=zone)
    if moment is not None:
        yield _taken("started_at", moment.at.isoformat(), text, moment)
    for name, reading in (("impact", impact_in(text)), ("permanence", permanence_in(text))):
        if reading is not None:
            yield _taken(name, reading.value, text, reading)


def _taken(name: str, value: str, text: str, place: Token | Moment | Reading) -> ReadFact:
    start, end = place.span
    return _fact(name, value, text[start:end], place.span, is_labelled=False)


def _fact(
    name: str, value: str, source_text: str, span: tuple[int, int], *, is_labelled: bool
) -> ReadFact:
    return ReadFact(name, value, source_text, span, is_labelled)


def _first_of_each(facts: list[ReadFact]) -> Iterator[ReadFact]:
    seen: set[tuple[str, str]] = set()
    for fact in facts:
        key = (fact.name, "" if fact.name in _SINGLE else fact.value)
        if key not in seen:
            seen.add(key)
            yield fact
