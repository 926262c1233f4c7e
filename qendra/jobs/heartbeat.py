"""Loops that leave a sign of life, so that ``qendra doctor`` sees one that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from qendra.jobs.actions import record_beat
from qendra.jobs.worker import Loop

# Often enough for a question about minutes, seldom enough to be no load.
PAUSE = timedelta(seconds=5)


class Beating:
    """A loop that notes every few seconds that a round ended well; one that fails notes nothing."""

    def __init__(self, name: str, loop: Loop) -> None:
        self._name = name
        self._loop = loop
        self._last: datetime | None = None

    def __call__(self, *, now: datetime) -> int:
        done = self._loop(now=now)
        if self._last is None or now - self._last >= PAUSE:
            record_beat(name=self._name, now=now)
            self._last = now
        return done


def beating(loops: Mapping[str, Loop]) -> dict[str, Loop]:
    """The same loops with a heartbeat each."""
    return {name: Beating(name, loop) for name, loop in loops.items()}
