"""A clock as a picture: whose time it was, up to now, against the moment that was promised.

Pure rules, no Django. The words of `wording` say the same; the picture shows it at a glance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qendra.sla.clock import Segment
from qendra.sla.facts import PRECEDENCE, Party


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one party; `start` and `width` in per cent of the whole bar."""

    party: Party
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The time so far, part by part without a gap, and where the deadline stands, if anywhere."""

    parts: tuple[Part, ...]
    due: float | None


def shares(segments: Iterable[Segment]) -> tuple[tuple[Party, int], ...]:
    """How many seconds each party had, ours first; whoever had none is left out."""
    whole = dict.fromkeys(reversed(PRECEDENCE), timedelta())
    for segment in segments:
        whole[segment.party] += segment.end - segment.start
    return tuple((party, time // timedelta(seconds=1)) for party, time in whole.items() if time)


def bar(segments: Iterable[Segment], due_at: datetime | None) -> Bar | None:
    """The whole bar reaches from the report to the last second told or to `due_at`, the later.

    None when there is no time to show yet.
    """
    told = tuple(segments)
    if not told:
        return None
    begin = told[0].start
    end = max(told[-1].end, due_at or begin)
    whole = (end - begin).total_seconds()
    if whole <= 0:
        return None

    def place(moment: datetime) -> float:
        return 100 * (moment - begin).total_seconds() / whole

    parts = (Part(s.party, place(s.start), place(s.end) - place(s.start)) for s in told)
    return Bar(tuple(parts), place(due_at) if due_at and due_at >= begin else None)
