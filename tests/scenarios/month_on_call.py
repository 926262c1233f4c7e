"""Who is told in the simulated month, by walking every minute with a watch and the rotas.

Of a rota: an override, else the layers from the top down; whoever is away is stood in for by
their deputy, and where nobody is left nobody is told. Shares no rule with the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.scenarios.month_house import END, START
from tests.scenarios.month_people import (
    ABSENCES,
    DEPUTIES,
    DUTY,
    ROTAS,
    Layer,
    Only,
    is_there,
)

MINUTE = timedelta(minutes=1)


def told(holder: int | str | None, minute: int) -> int | None:
    """Whom a level tells at this minute; None: nobody is there."""
    if isinstance(holder, str):
        return on_call(holder, minute)
    return _there(DUTY if holder is None else holder, minute)


def on_call(name: str, minute: int) -> int | None:
    """Who has this rota's telephone."""
    rota = ROTAS[name]
    walls = [_turns(layer, rota.zone)[minute] for layer in rota.layers]
    named = [person for person in walls if person is not None]
    first = named[0] if named else None
    for each in rota.overrides:
        if each.start <= minute < each.end and each.instead_of in {None, first}:
            first = each.person
    for person in (first, *named):
        there = None if person is None else _there(person, minute)
        if there is not None:
            return there
    return None


def _there(person: int | None, minute: int) -> int | None:
    """The person, or whoever stands in, or whoever stands in for them."""
    asked = list[int]()
    while person is not None and person not in asked and is_there(person, minute):
        asked.append(person)
        away = [each for each in ABSENCES if each.person == person]
        away = [each for each in away if each.start <= minute < each.end]
        if not away:
            return person
        person = away[-1].deputy if away[-1].deputy is not None else DEPUTIES.get(person)
    return None


@cache
def _turns(layer: Layer, zone: str) -> Sequence[int | None]:
    """Whose turn it is in each minute of the month, counted from the first hand-over on."""
    clock = ZoneInfo(zone)
    due = datetime.combine(layer.begins, time()) + layer.at * MINUTE
    moment = due.replace(tzinfo=UTC) - timedelta(days=1)
    end = START + END * MINUTE
    turn, found = -1, list[int | None]()
    while moment <= end:
        wall = moment.astimezone(clock).replace(tzinfo=None)
        while wall >= due:
            turn, due = turn + 1, due + timedelta(hours=layer.hours)
        if moment >= START:
            is_in = turn >= 0 and (layer.only is None or _is_within(layer.only, wall))
            found.append(layer.people[turn % len(layer.people)] if is_in else None)
        moment += MINUTE
    return found


def _is_within(only: Only, wall: datetime) -> bool:
    minute, today = wall.hour * 60 + wall.minute, wall.weekday()
    if only.start < only.end:
        return today in only.days and only.start <= minute < only.end
    began_today = today in only.days and minute >= only.start
    began_yesterday = (today - 1) % 7 in only.days and minute < only.end
    return began_today or began_yesterday
