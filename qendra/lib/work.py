"""What is read once in one piece of work: in a request, or in one round of a loop.

The provider, the service levels, the teams change a few times a year and are asked for many
times in each mail and each step. Within one piece of work they are read once; outside of any,
as in a test that calls an action, every time. Nothing outlives its piece of work, so nobody
waits for a change to arrive, and nothing has to be invalidated between processes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def piece_of_work() -> Iterator[None]:
    """Remember what is read until it ends; one inside another remembers for itself."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gave the first time in this piece of work; it must not be changed."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    found: T = memory[key]
    return found


def hold(key: Hashable, value: object) -> None:
    """Take this as read in this piece of work."""
    memory = _memory.get()
    if memory is not None:
        memory[key] = value


def forget() -> None:
    """Read everything anew: called by whatever changes something that is remembered."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()
