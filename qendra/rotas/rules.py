"""Who is on call. Pure: no Django.

Asked in this order: an override, then the layers from the top down. Whoever is absent is stood in
for by their deputy; without one it goes to the layer below. Where nobody is left is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from qendra.rotas.layers import Hours, Layer, in_utc


@dataclass(frozen=True, slots=True)
class Plan:
    """The layers of a rota, the top one first, as they hold from ``since`` on (None: ever).

    ``needed`` are the hours in which somebody has to be on call; None: always.
    """

    time_zone: str
    layers: tuple[Layer, ...]
    needed: Hours | None = None
    since: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody is on call instead: of ``instead_of`` wherever the plan names them, else of all."""

    person: int
    start: datetime
    end: datetime
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is not there, and who stands in (None: whoever always does)."""

    person: int
    start: datetime
    end: datetime
    deputy: int | None = None


@dataclass(frozen=True, slots=True)
class Rota:
    """All that decides who is on call.

    ``plans`` and ``overrides`` in the order in which they were made: what was made later wins.
    ``deputies``: person and who always stands in. ``gone``: people who cannot be told any more.
    """

    plans: tuple[Plan, ...]
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    deputies: tuple[tuple[int, int], ...] = ()
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call, and whom the plan names where that is somebody else."""

    person: int
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """From when to when it is whose; nobody's, and then a gap where somebody is needed."""

    start: datetime
    end: datetime
    person: int | None
    instead_of: int | None = None
    is_gap: bool = False

    def follows(self, earlier: Shift) -> bool:
        """Whether it only goes on with the one before it."""
        mine = (self.person, self.instead_of, self.is_gap, self.start)
        return mine == (earlier.person, earlier.instead_of, earlier.is_gap, earlier.end)


def plan_at(rota: Rota, at: datetime) -> Plan | None:
    """The plan that holds: of those that have begun the one made last."""
    begun = (plan for plan in reversed(rota.plans) if plan.since is None or plan.since <= at)
    return next(begun, None)


def on_call(rota: Rota, at: datetime) -> Duty | None:
    """Who is on call at this moment; None: nobody."""
    at = in_utc(at)
    plan = plan_at(rota, at)
    named = list(_named(plan, at)) if plan else []
    planned = named[0] if named else None
    for person in (_overridden(rota, planned, at), *named):
        there = present(rota, person, at) if person is not None else None
        if there is not None:
            return Duty(there, planned if planned != there else None)
    return None


def shifts(rota: Rota, start: datetime, end: datetime) -> list[Shift]:
    """Whose every moment from ``start`` to ``end`` is, in order, without hole and overlap."""
    start, end = in_utc(start), in_utc(end)
    inside = {moment for moment in _edges(rota, start, end) if start < moment < end}
    moments = [start, *sorted(inside), end] if start < end else []
    return _joined(_shift(rota, *both) for both in pairwise(moments))


def layer_shifts(plan: Plan, layer: Layer, start: datetime, end: datetime) -> list[Shift]:
    """The same of one layer alone, as if nobody were ever away; where it has nobody, nothing."""
    alone = Rota((Plan(plan.time_zone, (layer,)),))
    return [shift for shift in shifts(alone, start, end) if shift.person is not None]


def gaps(rota: Rota, start: datetime, end: datetime) -> list[Shift]:
    """When somebody is needed and nobody is on call."""
    return [shift for shift in shifts(rota, start, end) if shift.is_gap]


def present(rota: Rota, person: int, at: datetime) -> int | None:
    """The person if there at this moment, else who stands in; None: nobody does."""
    asked = set[int]()
    while person not in asked and person not in rota.gone:
        asked.add(person)
        away = [each for each in rota.absences if each.person == person and _within(each, at)]
        if not away:
            return person
        named = [each.deputy for each in away if each.deputy is not None]
        deputy = named[-1] if named else dict(rota.deputies).get(person)
        if deputy is None:
            return None
        person = deputy
    return None


def stand_in(rota: Rota, person: int, at: datetime) -> int | None:
    """Who is told in place of somebody: themselves while they are not away, reachable or not."""
    is_away = any(each.person == person and _within(each, at) for each in rota.absences)
    return present(rota, person, at) if is_away else person


def _named(plan: Plan, at: datetime) -> Iterator[int]:
    """Whom the layers name, from the top down."""
    for layer in plan.layers:
        person = layer.person_at(plan.zone, at)
        if person is not None:
            yield person


def _overridden(rota: Rota, planned: int | None, at: datetime) -> int | None:
    """Who has it after all overrides, each of which changes what those before it made."""
    person = planned
    for each in rota.overrides:
        if _within(each, at) and each.instead_of in {None, person}:
            person = each.person
    return person


def _within(span: Override | Absence, at: datetime) -> bool:
    return span.start <= at < span.end


def _shift(rota: Rota, start: datetime, end: datetime) -> Shift:
    duty = on_call(rota, start)
    if duty:
        return Shift(start, end, duty.person, duty.instead_of)
    plan = plan_at(rota, start)
    is_needed = plan is not None and (plan.needed is None or plan.needed.include(plan.zone, start))
    return Shift(start, end, None, is_gap=is_needed)


def _edges(rota: Rota, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every moment at which the answer may change."""
    for plan in rota.plans:
        if plan.since is not None:
            yield plan.since
        for layer in plan.layers:
            yield from layer.edges(plan.zone, start, end)
        if plan.needed:
            yield from plan.needed.edges(plan.zone, start, end)
    for override in rota.overrides:
        yield from (override.start, override.end)
    for absence in rota.absences:
        yield from (absence.start, absence.end)


def _joined(parts: Iterable[Shift]) -> list[Shift]:
    whole = list[Shift]()
    for part in parts:
        if whole and part.follows(whole[-1]):
            before = whole.pop()
            whole.append(Shift(before.start, part.end, part.person, part.instead_of, part.is_gap))
        else:
            whole.append(part)
    return whole
