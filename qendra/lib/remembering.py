"""What a process remembers: results by all that they depend on, and a few reads for a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

Answer = TypeVar("Answer")
SECOND = 1.0


class Forgets(Protocol):
    """Something that remembers."""

    def forget(self) -> None:
        """Ask again the next time."""


_known: list[Forgets] = []


@dataclass(frozen=True, slots=True)
class Known(Generic[Answer]):
    """Something to compute from, known by ``by``: all that the result depends on of it.

    An argument for a function under ``lru_cache``: two of the same ``by`` are the same.
    """

    by: Hashable
    value: Answer = field(compare=False)


class ForASecond(Generic[Answer]):
    """A read whose answer is given again for a second; ``@ForASecond`` above the function.

    For pages only, which are as old as that when they reach their reader: what is written, and
    who may do what, never rests on it. Nobody changes the answer, since everybody gets the same.
    """

    def __init__(self, read: Callable[[], Answer]) -> None:
        self._read = read
        self._kept: tuple[float, Answer] | None = None
        self.__doc__ = read.__doc__
        forgotten_together(self)

    def __call__(self) -> Answer:
        kept, now = self._kept, time.monotonic()
        if kept is None or now >= kept[0]:
            kept = self._kept = (now + SECOND, self._read())
        return kept[1]

    def forget(self) -> None:
        """Ask again the next time."""
        self._kept = None


def forgotten_together(memory: Forgets) -> None:
    """Let ``forget_all`` clear this, too."""
    _known.append(memory)


def forget_all() -> None:
    """As in a process that has just started."""
    for each in _known:
        each.forget()
