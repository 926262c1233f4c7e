"""What happens in the simulated month: reports on services, and what people do about them.

Plain values by chance, the same for the same seed; nothing here is imported from the product.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.scenarios.month_house import DAY, END, OUTAGE, PRIORITIES, Service, service


@dataclass(frozen=True)
class Act:
    """What somebody does at a minute, if the ticket is such that they can."""

    minute: int
    what: str
    priority: str = ""
    hours: int = 0
    # Whether the fault, as they then know it, leaves the traffic alone.
    is_harmless: bool = False


@dataclass(frozen=True)
class Story:
    """A report that reached us at a minute, was read at another, and what people did then."""

    number: int
    service: Service
    priority: str
    is_harmless: bool
    reached_at: int
    read_at: int
    acts: tuple[Act, ...]


_WHAT = {
    "reply": 14,
    "wait": 7,
    "answer": 9,
    "carrier": 4,
    "work": 4,
    "restore": 7,
    "disprove": 6,
    "resolve": 4,
    "reopen": 3,
    "priority": 7,
    "ack": 12,
    "hold": 5,
    "lower": 4,
    "ask": 9,
    "staff": 4,
    "close": 2,
    "propose": 3,
    "agree": 2,
}
# A fault that leaves the traffic alone is never more than that.
CAN_BE_HARMLESS = ("minor", "low")


def stories(count: int, services: int, seed: int) -> Iterator[Story]:
    """So many reports on so many services."""
    chance = random.Random(seed)
    for number in range(count):
        is_harmless = chance.random() < 0.25
        reached = chance.randrange(END - 60)
        if is_harmless:
            # Mostly at night, so that it may wait for the morning.
            reached = reached // DAY * DAY + chance.choice((0, 18, 19, 20)) * 60
        read = reached + chance.choice((0, 0, 0, 0, 3, 90))
        if number == 0:
            # The first one falls into the outage of the mail server.
            reached = read = OUTAGE[0] + 10
        known = chance.choices(PRIORITIES, (4, 3, 2, 2))[0]
        yield Story(
            number=number,
            service=service(chance.randrange(services)),
            priority=chance.choice(CAN_BE_HARMLESS) if is_harmless else known,
            is_harmless=is_harmless,
            reached_at=reached,
            read_at=read,
            acts=tuple(_acts(chance, read, is_harmless=is_harmless)),
        )


def _acts(chance: random.Random, minute: int, *, is_harmless: bool) -> Iterator[Act]:
    """What is done within the month."""
    done = _done(chance, minute, is_harmless=is_harmless)
    yield from (act for act in done if act.minute < END)


def _done(chance: random.Random, minute: int, *, is_harmless: bool) -> Iterator[Act]:
    """Mostly some hours of work, at last mostly an end; never two in one minute."""
    if is_harmless and chance.random() < 0.8:
        # Often it is put off while it is still night.
        for what in ("propose", chance.choice(("agree", "agree", "agree", "decline"))):
            minute += chance.randrange(1, 40)
            yield Act(minute, what)
    elif chance.random() < 0.3:
        # Somebody pushes, and who is told takes it.
        for what in ("ask", "ack"):
            minute += chance.randrange(1, 12)
            yield Act(minute, what)
    names, weights = list(_WHAT), list(_WHAT.values())
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 9))):
        minute += chance.choice(
            (chance.randrange(1, 20), chance.randrange(5, 200), chance.randrange(60, 2500))
        )
        yield _act(chance, minute, chance.choices(names, weights)[0])
    minute += chance.randrange(30, 3000)
    if chance.random() < 0.85:
        yield Act(minute, "close")


def _act(chance: random.Random, minute: int, what: str) -> Act:
    if what == "priority":
        is_harmless = chance.random() < 0.3
        known = CAN_BE_HARMLESS if is_harmless else PRIORITIES
        return Act(minute, what, priority=chance.choice(known), is_harmless=is_harmless)
    hours = chance.randrange(1, 5) if what in {"hold", "lower"} else 0
    return Act(minute, what, hours=hours)
