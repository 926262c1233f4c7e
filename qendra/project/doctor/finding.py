"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is. A warning is about what will be wrong soon."""

    WELL = "well"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on one thing, in the reader's language; a remedy when it is not well, else none.

    ``name`` is the same in every language. ``is_early``: nothing is wrong yet.
    """

    name: str
    sentence: str
    remedy: str = ""
    is_early: bool = False

    @property
    def state(self) -> State:
        if not self.remedy:
            return State.WELL
        return State.WARNING if self.is_early else State.WRONG

    @property
    def is_well(self) -> bool:
        """Nothing is wrong, at least not yet."""
        return self.state is not State.WRONG
