"""When the watch raises an alarm, repeats it and says that all is well: with time passed in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.project.watch.rules import DATABASE, WEB, Alarm, Memory, Troubles
from qendra.project.watch.running import after_a_look
from tests.cast import NOW

WORKER = {"loop escalate": "The loop escalate stands still."}
OUTBOX = {"outbox": "A message waits."}
AWAY = {DATABASE: "The database cannot be reached."}


class Days:
    """Time passes; what was told is kept by its sentences."""

    def __init__(self) -> None:
        self.now = NOW
        self.memory: Memory = {}
        self.told: list[list[str]] = []
        self.is_heard = True

    def passes(self, *, of: Troubles, seconds: int = 0, minutes: int = 0) -> list[list[str]]:
        """Look every 15 seconds for so long; what was told meanwhile."""
        before = len(self.told)
        until = self.now + timedelta(seconds=seconds, minutes=minutes)
        while self.now < until:
            self.now += timedelta(seconds=15)
            self.memory = after_a_look(self.memory, of, self.now, self._tell)
        return self.told[before:]

    def _tell(self, alarm: Alarm) -> bool:
        self.told.append([known.sentence for known in alarm.troubles])
        return self.is_heard


def test_a_trouble_is_told_once_when_it_was_seen_twice() -> None:
    days = Days()
    assert days.passes(of=WORKER, seconds=15) == []
    assert days.passes(of=WORKER, seconds=15) == [list(WORKER.values())]
    assert days.passes(of=WORKER, minutes=29) == []


def test_what_was_there_for_a_moment_is_never_told() -> None:
    days = Days()
    days.passes(of=WORKER, seconds=15)
    assert days.passes(of={}, minutes=60) == []
    assert days.passes(of=WORKER, seconds=15) == []


def test_it_is_told_again_every_half_an_hour() -> None:
    days = Days()
    assert len(days.passes(of=WORKER, minutes=121)) == 5


def test_the_end_is_told_once_after_two_calm_minutes() -> None:
    days = Days()
    days.passes(of=WORKER, minutes=5)
    assert days.passes(of={}, seconds=105) == []
    assert days.passes(of={}, minutes=60) == [[]]
    assert days.memory == {}


def test_what_goes_and_comes_is_one_trouble() -> None:
    days = Days()
    days.passes(of=WORKER, minutes=1)
    for _ in range(10):
        assert days.passes(of={}, minutes=1) == []
        assert days.passes(of=WORKER, minutes=1) == []


def test_a_trouble_that_returns_later_is_a_new_one() -> None:
    days = Days()
    both = WORKER | OUTBOX
    days.passes(of=both, minutes=1)
    days.passes(of=OUTBOX, minutes=10)
    assert days.passes(of=both, minutes=1) == [list(both.values())]
    assert days.memory["loop escalate"].since > NOW + timedelta(minutes=10)


def test_another_trouble_is_told_at_once_with_those_that_last() -> None:
    days = Days()
    days.passes(of=WORKER, minutes=10)
    both = WORKER | OUTBOX
    assert days.passes(of=both, minutes=1) == [list(both.values())]
    assert days.passes(of=both, minutes=28) == []


def test_while_the_database_is_away_nothing_of_the_work_is_said_to_be_well() -> None:
    days = Days()
    days.passes(of=WORKER, minutes=1)
    assert days.passes(of=AWAY, minutes=1) == [[*WORKER.values(), *AWAY.values()]]
    assert days.passes(of=AWAY, minutes=28) == []
    assert days.passes(of=WORKER, minutes=4) == [list(WORKER.values())]


def test_the_pages_can_be_well_while_the_database_is_away() -> None:
    days = Days()
    days.passes(of=AWAY | {WEB: "No pages."}, minutes=1)
    assert days.passes(of=AWAY, minutes=31) == [list(AWAY.values())]


@pytest.mark.parametrize("of", [WORKER, {}])
def test_what_nobody_heard_is_told_again_at_the_next_look(of: Troubles) -> None:
    days = Days()
    if not of:
        days.passes(of=WORKER, minutes=1)
        days.passes(of={}, seconds=120)
    days.is_heard = False
    assert len(days.passes(of=of, minutes=1)) in {3, 4}
    days.is_heard = True
    assert len(days.passes(of=of, minutes=1)) == 1
