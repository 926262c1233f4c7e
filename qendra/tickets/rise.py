"""When a fault hits a site or many customers, its priority rises by one step. Pure: no Django.

Nobody has to see it first: faults of one site, or of several customers on the same device,
carrier or product, reported within an hour of each other, show it by themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from qendra.tickets.priority import Impact, Reach, Thresholds


class Shared(StrEnum):
    """What the faults have in common by which it was seen, the nearest first."""

    SITE = "site"
    DEVICE = "device"
    CARRIER = "carrier"
    PRODUCT = "product"


Thing = tuple[Shared, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """An open fault that costs its service something, and what the service hangs on.

    ``can_rise`` is false where it rose before, or can rise no further: it still counts for others.
    """

    ticket: int
    service: int
    customer: int
    opened_at: datetime
    hangs_on: frozenset[Thing] = field(default_factory=frozenset)
    can_rise: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What shows how far a fault reaches: so many on this thing."""

    reach: Reach
    thing: Thing
    count: int


def may_reach_further(
    kind: str, impact: str | None, reach: str | None, service_id: int | None
) -> bool:
    """Whether faults beside this one can show how far it reaches.

    What interrupts nothing does not count, and where somebody said how far it reaches, or a rise
    was taken back, that stands.
    """
    is_fault = kind == "fault" and impact != Impact.NON_SERVICE_AFFECTING
    return is_fault and reach is None and service_id is not None


def far_reaching(
    faults: Collection[Fault], asked: Collection[int], thresholds: Thresholds
) -> dict[int, Found]:
    """Of the tickets asked for, those whose faults reach further than their service, and why.

    In a storm there are thousands on one thing: each is looked at once for each thing that it
    hangs on, never against all others.
    """
    within = timedelta(minutes=thresholds.minutes)
    found = dict[int, Found]()
    for thing, on_it in sorted(_by_thing(faults).items(), key=_nearest_first):
        reach, enough, counted = _rule(thing[0], thresholds)
        if not enough or len(on_it) < enough:
            continue
        for fault, count in _with_neighbours(on_it, within, counted):
            if count >= enough and fault.ticket in asked:
                found.setdefault(fault.ticket, Found(reach, thing, count))
    return found


def _by_thing(faults: Iterable[Fault]) -> Mapping[Thing, list[Fault]]:
    on_thing = defaultdict[Thing, list[Fault]](list)
    for fault in sorted(faults, key=lambda each: each.opened_at):
        for thing in fault.hangs_on:
            on_thing[thing].append(fault)
    return on_thing


def _nearest_first(on_thing: tuple[Thing, list[Fault]]) -> tuple[int, int]:
    shared, key = on_thing[0]
    return list(Shared).index(shared), key


def _with_neighbours(
    faults: Sequence[Fault], within: timedelta, counted: Callable[[Fault], int]
) -> Iterator[tuple[Fault, int]]:
    """Each of these faults, in the order of their times, and how many different ones are near.

    A window that moves on with the time: what comes into it and what leaves it changes the count.
    """
    near = Counter[int]()
    first, last = 0, 0
    for fault in faults:
        while last < len(faults) and faults[last].opened_at <= fault.opened_at + within:
            near[counted(faults[last])] += 1
            last += 1
        while faults[first].opened_at < fault.opened_at - within:
            gone = counted(faults[first])
            near[gone] -= 1
            if not near[gone]:
                del near[gone]
            first += 1
        yield fault, len(near)


def _rule(shared: Shared, thresholds: Thresholds) -> tuple[Reach, int, Callable[[Fault], int]]:
    match shared:
        case Shared.SITE:
            return Reach.SITE, thresholds.services, lambda fault: fault.service
        case Shared.PRODUCT:
            return Reach.CUSTOMERS, thresholds.buyers, lambda fault: fault.customer
        case _:
            return Reach.CUSTOMERS, thresholds.customers, lambda fault: fault.customer
