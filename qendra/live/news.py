"""What the worker tells all processes that answer pages, through NOTIFY: short, and no words.

PostgreSQL takes up to 8,000 bytes at once; a batch of ``MOST`` tickets is far below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

CHANNEL = "qendra_live"
MOST = 150
Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Told:
    """Tickets by number, with their version and whether customers see something new of it;
    tickets at which people came, went or began to write; whether a list changed besides, or
    what telephone systems tell of calls.
    """

    tickets: Sequence[tuple[str, int, bool]] = ()
    people: Sequence[str] = ()
    lists: bool = False
    calls: bool = False

    def written(self) -> Iterator[str]:
        """As payloads, each small enough."""
        for some in _batches(self.tickets):
            yield json.dumps({"tickets": some}, separators=(",", ":"))
        for few in _batches(self.people):
            yield json.dumps({"people": few}, separators=(",", ":"))
        if self.lists:
            yield '{"lists":true}'
        if self.calls:
            yield '{"calls":true}'

    @classmethod
    def read(cls, payload: str) -> Told:
        """What a payload says; nothing when another version of ours wrote it differently."""
        try:
            found = json.loads(payload)
            return cls(
                tickets=[(str(n), int(v), bool(c)) for n, v, c in found.get("tickets", [])],
                people=[str(number) for number in found.get("people", [])],
                lists=bool(found.get("lists")),
                calls=bool(found.get("calls")),
            )
        except (ValueError, TypeError, AttributeError):
            return cls(lists=True)


def _batches(these: Sequence[Some]) -> Iterator[Sequence[Some]]:
    return (these[start : start + MOST] for start in range(0, len(these), MOST))
