"""When a fault hits a site or many customers, its priority rises by one step. Pure: no Django.

Nobody has to see it first: faults of one site, or of several customers on the same device,
carrier or product, reported within an hour of each other, show it by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
    """An open fault that costs its service something, and what the service hangs on."""

    ticket: int
    service: int
    customer: int
    opened_at: datetime
    hangs_on: frozenset[Thing] = field(default_factory=frozenset)


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
    """Of the tickets asked for, those whose faults reach further than their service, and why."""
    on_thing: Mapping[Thing, list[Fault]] = _by_thing(faults)
    within = timedelta(minutes=thresholds.minutes)
    found = {}
    for fault in faults:
        if fault.ticket in asked:
            told = next(_told_of(fault, on_thing, within, thresholds), None)
            if told:
                found[fault.ticket] = told
    return found


def _by_thing(faults: Iterable[Fault]) -> Mapping[Thing, list[Fault]]:
    on_thing = defaultdict[Thing, list[Fault]](list)
    for fault in faults:
        for thing in fault.hangs_on:
            on_thing[thing].append(fault)
    return on_thing


def _told_of(
    fault: Fault,
    on_thing: Mapping[Thing, list[Fault]],
    within: timedelta,
    thresholds: Thresholds,
) -> Iterator[Found]:
    for thing in sorted(fault.hangs_on, key=lambda each: (list(Shared).index(each[0]), each[1])):
        reach, enough, counted = _rule(thing[0], thresholds)
        near = (each for each in on_thing[thing] if abs(each.opened_at - fault.opened_at) <= within)
        count = len({counted(each) for each in near})
        if enough and count >= enough:
            yield Found(reach, thing, count)


def _rule(shared: Shared, thresholds: Thresholds) -> tuple[Reach, int, Callable[[Fault], int]]:
    match shared:
        case Shared.SITE:
            return Reach.SITE, thresholds.services, lambda fault: fault.service
        case Shared.PRODUCT:
            return Reach.CUSTOMERS, thresholds.buyers, lambda fault: fault.customer
        case _:
            return Reach.CUSTOMERS, thresholds.customers, lambda fault: fault.customer
