"""How many clocks a second: the pure rule alone, and with reading the timelines it rests on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from bench.figures import Figure
from qendra.sla.calendar import Calendar, Window
from qendra.sla.clock import Fact, FactKind, Goal, Party
from qendra.sla.selectors import Targets
from qendra.tickets.clocks import deadlines, facts_of_all, targets_for
from qendra.tickets.models import Ticket

SECONDS = 2.0
BATCH = 50
OPENED = datetime(2026, 3, 26, 9, 13, tzinfo=UTC)
OFFICE = Calendar(
    "office", "Europe/Berlin", windows=tuple(Window(day, 480, 1020) for day in range(5))
)
TARGETS = Targets(Goal(4 * 3600, OFFICE), Goal(24 * 3600, OFFICE), Goal(9 * 3600, OFFICE))


def clocks() -> Iterator[Figure]:
    """All three deadlines of a ticket are one computation."""
    facts, now = _facts(), OPENED + timedelta(days=6)
    yield Figure("clocks, pure rule", _a_second(lambda: _computed(facts, now)), "1/s")
    ids = list(Ticket.objects.filter(closed_at__isnull=True).values_list("id", flat=True)[:5_000])
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    place = iter(range(10**9))
    if batches:
        read = _a_second(lambda: _read(batches[next(place) % len(batches)]))
        yield Figure("clocks, from the database", read, "1/s")


def _facts() -> tuple[Fact, ...]:
    """An answer, two waits and a repair that was none, over a change of the clocks."""
    told: list[tuple[FactKind, float, Party | None]] = [
        (FactKind.OPENED, 0, None),
        (FactKind.RESPONDED, 1.5, None),
        (FactKind.BEGAN, 3, Party.CUSTOMER),
        (FactKind.ENDED, 22, Party.CUSTOMER),
        (FactKind.BEGAN, 25, Party.CARRIER),
        (FactKind.ENDED, 90, Party.CARRIER),
        (FactKind.BEGAN, 93, Party.RESTORED),
        (FactKind.DISPROVED, 101, None),
    ]
    moments = [(kind, OPENED + timedelta(hours=hours), party) for kind, hours, party in told]
    return tuple(Fact(kind, at=at, recorded_at=at, party=party) for kind, at, party in moments)


def _computed(facts: tuple[Fact, ...], now: datetime) -> int:
    deadlines(facts, TARGETS, now)
    return 1


def _read(ids: list[int]) -> int:
    now = datetime.now(UTC)
    tickets = list(Ticket.objects.filter(id__in=ids))
    facts = facts_of_all(tickets)
    for ticket in tickets:
        deadlines(facts[ticket.id], targets_for(ticket.service_level_id, ticket.priority), now)
    return len(tickets)


def _a_second(compute: Callable[[], int]) -> float:
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        done += compute()
    return done / passed
