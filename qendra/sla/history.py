"""From facts to an unbroken history: who held the time, second by second.

Pure rules, no Django.  Facts may come in any order; they are read in the order in which they
happened, and of the same moment in the order in which they were recorded.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qendra.sla.facts import PRECEDENCE, Fact, FactKind, Party


@dataclass(frozen=True)
class Span:
    """From `start` to `end` exactly these parties claimed the time; None: no end is known."""

    parties: frozenset[Party]
    start: datetime
    end: datetime | None

    @property
    def holder(self) -> Party:
        return next((party for party in PRECEDENCE if party in self.parties), Party.PROVIDER)


@dataclass(frozen=True)
class History:
    """Spans without gap or overlap from `opened_at` on, the last one without end.

    `closed_at` and `restored_at` are None unless the closing, or the repair, still stands.  What
    is closed counts as restored from then on.  `heard_at` is our last word that the customer could
    see, or the moment since then at which the customer brought the case back; None before the
    first answer.
    """

    opened_at: datetime
    closed_at: datetime | None
    restored_at: datetime | None
    responded_at: datetime | None
    heard_at: datetime | None
    spans: tuple[Span, ...]


def history_of(facts: Iterable[Fact]) -> History | None:
    """The history that the facts tell; None when nothing was ever opened."""
    record = _Record()
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.recorded_at)):
        record.read(fact)
    if record.opened_at is None:
        return None
    opened_at = record.opened_at
    return History(
        opened_at=opened_at,
        closed_at=_not_before(opened_at, record.closed_at),
        restored_at=_not_before(opened_at, record.restored_at),
        responded_at=_not_before(opened_at, record.responded_at),
        heard_at=_not_before(opened_at, record.heard_at),
        spans=tuple(_spans(opened_at, record.claims)),
    )


@dataclass(eq=False)
class _Claim:
    """A party's claim on time; mutable while the facts are read."""

    party: Party
    start: datetime
    end: datetime | None = None


@dataclass
class _Record:
    """What has been read so far."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    responded_at: datetime | None = None
    heard_at: datetime | None = None
    claims: list[_Claim] = field(default_factory=list)
    # The last restoration, until it is disproved; one disproof never takes two repairs.
    repair: _Claim | None = None

    @property
    def restored_at(self) -> datetime | None:
        repair = self._running(Party.RESTORED)
        return repair.start if repair else None

    def read(self, fact: Fact) -> None:
        readers: dict[FactKind, Callable[[datetime, Party | None], None]] = {
            FactKind.OPENED: self._opened,
            FactKind.BEGAN: self._began,
            FactKind.ENDED: self._ended,
            FactKind.RESPONDED: self._responded,
            FactKind.DISPROVED: self._disproved,
            FactKind.CLOSED: self._closed,
        }
        readers[fact.kind](fact.at.astimezone(UTC), fact.party)

    def _opened(self, at: datetime, _: Party | None) -> None:
        if self.opened_at is None:
            self.opened_at = at
        elif self.closed_at is not None:
            self.closed_at = None
            self._ended(at, Party.RESTORED)
            self._brought_back(at)

    def _began(self, at: datetime, party: Party | None) -> None:
        if party in (None, Party.PROVIDER):
            return
        if party is not Party.MAINTENANCE and self._running(party):
            return
        claim = _Claim(party, at)
        self.claims.append(claim)
        if party is Party.RESTORED:
            self.repair = claim

    def _ended(self, at: datetime, party: Party | None) -> None:
        claim = self._running(party)
        is_closed_for_good = party is Party.RESTORED and self.closed_at is not None
        if claim and not is_closed_for_good:
            claim.end = at

    def _responded(self, at: datetime, _: Party | None) -> None:
        self.responded_at = self.responded_at or at
        self.heard_at = at

    def _disproved(self, at: datetime, _: Party | None) -> None:
        self.closed_at = None
        self._brought_back(at)
        if self.repair:
            self.claims.remove(self.repair)
            self.repair = None

    def _closed(self, at: datetime, _: Party | None) -> None:
        if self.closed_at is None:
            self._began(at, Party.RESTORED)
            self.closed_at = at

    def _brought_back(self, at: datetime) -> None:
        if self.heard_at is not None:
            self.heard_at = at

    def _running(self, party: Party | None) -> _Claim | None:
        return next((c for c in self.claims if c.party is party and c.end is None), None)


def _spans(opened_at: datetime, claims: list[_Claim]) -> Iterator[Span]:
    """Cuts the time from `opened_at` on wherever a claim starts or ends."""
    active: Counter[Party] = Counter()
    start = opened_at
    for moment, party, step in sorted(_changes(claims), key=lambda change: change[0]):
        # Changes before the report, and several at one moment, cut nothing.
        if moment > start:
            yield Span(frozenset(+active), start, moment)
            start = moment
        active[party] += step
    yield Span(frozenset(+active), start, None)


def _changes(claims: list[_Claim]) -> Iterator[tuple[datetime, Party, int]]:
    for claim in claims:
        yield claim.start, claim.party, +1
        if claim.end is not None:
            yield claim.end, claim.party, -1


def _not_before(opened_at: datetime, moment: datetime | None) -> datetime | None:
    return None if moment is None else max(opened_at, moment)
