"""The facts of S6 in a mail: what its sender labelled, and what its words state beyond doubt.

Pure and bounded. Nothing here knows which IDs exist: `candidates` are for the database to try,
always among the sender's own services.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import islice

from qendra.intake.email.reading.fact import ReadFact
from qendra.intake.email.reading.identifiers import (
    Token,
    addresses_in,
    identifier_candidates,
    identifier_in,
    identifiers_in,
)
from qendra.intake.email.reading.impact import (
    Reading,
    from_label,
    impact_alone,
    impact_in,
    is_open,
    permanence_in,
)
from qendra.intake.email.reading.labels import LabelledLine, labelled_lines
from qendra.intake.email.reading.letter import Letter
from qendra.intake.email.reading.mentions import Said, said_of
from qendra.intake.email.reading.results import Block, test_blocks, without
from qendra.intake.email.reading.signatures import without_signature
from qendra.intake.email.reading.times import (
    Moment,
    moment_alone,
    moment_in_text,
    moment_in_value,
)
from qendra.intake.email.reading.wall_time import Written

TEXT_LIMIT = 60_000
RESULT_LIMIT = 20_000
ANSWER_WIDTH = 60
MENTION_LIMIT = 100

_SINGLE = ("service_id", "circuit_id", "started_at", "impact", "urgency", "permanence")
_IDENTIFIERS = ("service_id", "circuit_id", "ip_address")


def read_facts(
    text: str, *, subject: str = "", received_at: datetime, default_zone: tzinfo
) -> tuple[ReadFact, ...]:
    """The facts in the text and the subject, each with its source; at most one of a single kind.

    Labelled facts come before recognised ones, the text before the subject. Times are read in the
    zone written beside them, else in `default_zone`; `received_at` is aware and bounds them.
    """
    written = Written(received_at, default_zone)
    return facts_of([Letter(text, written, subject, written)])


def facts_of(letters: Sequence[Letter]) -> tuple[ReadFact, ...]:
    """The facts in a letter and in those that it passes on; what stands further up wins."""
    found: list[ReadFact] = []
    above = ""
    for letter in letters:
        text = letter.text[:TEXT_LIMIT]
        blocks = test_blocks(text)
        plain = without_signature(without(text, blocks))
        read = [
            *_undisputed(_labelled(plain, letter.written)),
            *_results(blocks),
            *_stated(plain, letter.written),
        ]
        found += [fact for fact in read if _is_left_open(fact, above)]
        above = f"{above}\n{plain}" if above else plain
        heading = [replace(fact, place="subject")
                   for fact in _stated(letter.subject, letter.subject_written)]  # fmt: skip
        found += [fact for fact in heading if _is_left_open(fact, above)]
    return tuple(_first_of_each(found))


def identifiers_of(letters: Sequence[Letter]) -> tuple[ReadFact, ...]:
    """Of these facts the IDs and addresses: they depend on no zone, and the zone on them."""
    found: list[ReadFact] = []
    for letter in letters:
        plain = running_text(letter.text)
        read = (*_undisputed(_labelled(plain, letter.written)), *_addresses(plain))
        found += [fact for fact in read if fact.name in _IDENTIFIERS]
        found += [replace(fact, place="subject") for fact in _addresses(letter.subject)]
    return tuple(_first_of_each(found))


def read_answers(text: str, *, received_at: datetime, default_zone: tzinfo) -> tuple[ReadFact, ...]:
    """The facts in a reply to our question: as in any text, and bare short answers besides.

    A line that is nothing but a time ("10:15", "at 10:15 UTC") or an impact ("total outage")
    counts only where no other line says something else.
    """
    found = read_facts(text, received_at=received_at, default_zone=default_zone)
    names = {fact.name for fact in found}
    bare = list(_bare_answers(text[:TEXT_LIMIT], Written(received_at, default_zone)))
    alone = [fact for fact in bare if sum(other.name == fact.name for other in bare) == 1]
    return (*found, *(fact for fact in alone if fact.name not in names))


def candidates(text: str, *, subject: str = "") -> tuple[Token, ...]:
    """What could be a service or circuit ID in the subject and the text, without test results."""
    return (*identifier_candidates(subject), *identifier_candidates(running_text(text)))


def said_in(text: str) -> dict[str, Said]:
    """What the text says of each ID and address in it: that it is well, nothing, or a fault."""
    plain = running_text(text)
    tokens = [*islice(identifiers_in(plain), MENTION_LIMIT), *addresses_in(plain)]
    return said_of(plain, sorted(tokens, key=lambda token: token.span))


def running_text(text: str) -> str:
    """The text with test results and signature blanked out, so that places in it stay the same."""
    text = text[:TEXT_LIMIT]
    return without_signature(without(text, test_blocks(text)))


def _is_left_open(fact: ReadFact, above: str) -> bool:
    """Whether what stands above says nothing else of this, and does not tell that it is over."""
    return fact.name not in ("impact", "permanence") or is_open(fact.name, above, fact.value)


def _labelled(text: str, written: Written) -> Iterator[ReadFact]:
    for line in labelled_lines(text):
        if line.name == "ip_address":
            for token in addresses_in(line.value):
                yield _fact("ip_address", token.value, line.value, line.span, is_labelled=True)
        elif (value := _labelled_value(line, written)) is not None:
            yield _fact(line.name, value, line.value, line.span, is_labelled=True)


def _undisputed(facts: Iterator[ReadFact]) -> Iterator[ReadFact]:
    """Without those of a single kind that one letter labels twice and differently."""
    found = list(facts)
    for fact in found:
        values = {other.value.upper() for other in found if other.name == fact.name}
        if len(values) == 1 or fact.name not in _SINGLE:
            yield fact


def _labelled_value(line: LabelledLine, written: Written) -> str | None:
    if line.name in ("service_id", "circuit_id"):
        return identifier_in(line.value) or None
    if line.name == "started_at":
        moment = moment_in_value(line.value, written)
        return moment.at.isoformat() if moment else None
    return line.value if line.name == "test_results" else from_label(line.name, line.value)


def _bare_answers(text: str, written: Written) -> Iterator[ReadFact]:
    position = 0
    for line in text.split("\n"):
        answer = line.strip(" -*•>.\t")
        if answer and len(answer) <= ANSWER_WIDTH and "?" not in answer:
            start = position + line.index(answer)
            span = (start, start + len(answer))
            moment = moment_alone(answer, written)
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


def _stated(text: str, written: Written) -> Iterator[ReadFact]:
    """What running text says: addresses, the start, impact, intermittent or permanent."""
    yield from _addresses(text)
    moment = moment_in_text(text, written)
    if moment is not None:
        yield _taken("started_at", moment.at.isoformat(), text, moment)
    for name, reading in (("impact", impact_in(text)), ("permanence", permanence_in(text))):
        if reading is not None:
            yield _taken(name, reading.value, text, reading)


def _addresses(text: str) -> Iterator[ReadFact]:
    return (_taken("ip_address", token.value, text, token) for token in addresses_in(text))


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
