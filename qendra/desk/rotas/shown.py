"""What the pages of rotas show of who is on call when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qendra.accounts.models import Person
from qendra.accounts.selectors import names_of
from qendra.lib.moments import zone_named
from qendra.rotas import rules
from qendra.rotas.duties import LOOKED_AHEAD, WARNED_AHEAD
from qendra.rotas.models import Rota
from qendra.rotas.selectors import people_of
from qendra.rotas.wording import told_span

MOST_OWN = 6


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift, or a gap, in words; ``first`` and ``last`` as the fields of a form have them."""

    start: datetime
    end: datetime
    first: str
    last: str
    told: str
    name: str
    instead_of: str
    person_id: int | None
    is_gap: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class OnCall:
    """One rota in the list: who is on call, until when, who follows, and the first gap."""

    rota: Rota
    now: ShownShift | None
    until: datetime | None
    next_name: str
    gap: ShownShift | None


@dataclass(frozen=True, slots=True)
class OwnShift:
    """A shift of the reader's."""

    rota: Rota
    told: str
    start: datetime
    is_now: bool


def names_in(rotas: Iterable[rules.Rota]) -> dict[int, str]:
    """The names of everybody in these rotas; one query."""
    named = set[int]()
    for rota in rotas:
        named |= people_of(rota)
    return names_of(named)


def shown_shifts(
    shifts: Iterable[rules.Shift], names: Mapping[int, str], zone: str, now: datetime
) -> list[ShownShift]:
    """Shifts and gaps in words; when nobody is needed is no line."""
    return [
        ShownShift(
            start=shift.start,
            end=shift.end,
            first=f"{shift.start.astimezone(zone_named(zone)):%Y-%m-%dT%H:%M}",
            last=f"{shift.end.astimezone(zone_named(zone)):%Y-%m-%dT%H:%M}",
            told=told_span(shift.start, shift.end, zone_named(zone)),
            name=names.get(shift.person, "–") if shift.person else "",
            instead_of=names.get(shift.instead_of, "") if shift.instead_of else "",
            person_id=shift.person,
            is_gap=shift.is_gap,
            is_now=shift.start <= now < shift.end,
        )
        for shift in shifts
        if shift.person is not None or shift.is_gap
    ]


def on_call_list(
    rotas: Iterable[Rota], pure: Mapping[int, rules.Rota], now: datetime
) -> list[OnCall]:
    """Every rota with who is on call now; no query of its own but for names."""
    names = names_in(pure.values())
    return [_on_call(rota, pure[rota.id], names, now) for rota in rotas]


def own_shifts(
    rotas: Iterable[Rota], pure: Mapping[int, rules.Rota], person: Person, now: datetime
) -> list[OwnShift]:
    """What somebody has before them in all rotas, soonest first."""
    found = [
        OwnShift(
            rota=rota,
            told=told_span(shift.start, shift.end, zone_named(person.time_zone)),
            start=shift.start,
            is_now=shift.start <= now,
        )
        for rota in rotas
        for shift in rules.shifts(pure[rota.id], now, now + LOOKED_AHEAD)
        if shift.person == person.id
    ]
    return sorted(found, key=lambda each: each.start)[:MOST_OWN]


def zone_of(rota: rules.Rota, now: datetime) -> str:
    """The zone of the plan that holds."""
    plan = rules.plan_at(rota, now)
    return plan.time_zone if plan else "UTC"


def _on_call(rota: Rota, pure: rules.Rota, names: Mapping[int, str], now: datetime) -> OnCall:
    # A shift without an end that is near is said to last as long as we look.
    end = now + LOOKED_AHEAD
    found = rules.shifts(pure, now, end)
    shown = shown_shifts(found, names, zone_of(pure, now), now)
    here = shown[0] if shown and shown[0].is_now and not shown[0].is_gap else None
    later = [each for each in shown if each is not here and not each.is_gap]
    gaps = [each for each in shown if each.is_gap and each.start < now + WARNED_AHEAD]
    return OnCall(
        rota=rota,
        now=here,
        until=here.end if here and here.end < end else None,
        next_name=later[0].name if later else "",
        gap=gaps[0] if gaps else None,
    )
