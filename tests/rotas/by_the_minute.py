"""An independent model of a rota that looks at every minute and shares no code with the rules.

Whether the clock on the wall has reached a reading is known from the latest reading that it has
shown so far: summer time moves it back, and what was reached stays reached.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qendra.rotas.layers import Hours, Layer
from qendra.rotas.rules import Override, Plan, Rota

MINUTE = timedelta(minutes=1)
LOOKED_BACK = 26 * 60


class Walls:
    """The latest reading of each zone's clock, minute by minute."""

    def __init__(self, start: datetime, minutes: int) -> None:
        self._start = start
        self._minutes = minutes
        self._latest = dict[str, list[datetime]]()

    def at(self, zone: str, minute: int) -> datetime:
        if zone not in self._latest:
            self._latest[zone] = self._read(ZoneInfo(zone))
        return self._latest[zone][minute]

    def _read(self, zone: ZoneInfo) -> list[datetime]:
        latest, found = datetime(1, 1, 1), list[datetime]()  # noqa: DTZ001 (a reading of a clock on a wall)
        moment = self._start - LOOKED_BACK * MINUTE
        for _ in range(LOOKED_BACK + self._minutes):
            latest = max(latest, moment.astimezone(zone).replace(tzinfo=None))
            found.append(latest)
            moment += MINUTE
        return found[LOOKED_BACK:]


def who_by_the_minute(rota: Rota, start: datetime, minutes: int) -> list[int | None]:
    """Who is on call in each minute."""
    walls = Walls(start, minutes)
    return [_who(rota, start + number * MINUTE, walls, number) for number in range(minutes)]


def needed_by_the_minute(rota: Rota, start: datetime, minutes: int) -> list[bool]:
    """Whether somebody has to be, in each minute."""
    walls, answers = Walls(start, minutes), list[bool]()
    for number in range(minutes):
        plan = _plan(rota, start + number * MINUTE)
        wall = walls.at(plan.time_zone, number) if plan else None
        is_free = plan and wall and plan.needed and not _is_within(plan.needed, wall)
        answers.append(plan is not None and not is_free)
    return answers


def _who(rota: Rota, at: datetime, walls: Walls, number: int) -> int | None:
    plan = _plan(rota, at)
    wall = walls.at(plan.time_zone, number) if plan else None
    named = [_on_layer(each, wall) for each in plan.layers] if plan and wall else []
    asked = [person for person in named if person is not None]
    first = asked[0] if asked else None
    holder = first
    for each in rota.overrides:
        holder = _after(each, holder, at)
    wanted = asked if holder is None else [holder, *asked]
    answers = (_stood_in_for(rota, person, at, ()) for person in wanted)
    return next((answer for answer in answers if answer is not None), None)


def _plan(rota: Rota, at: datetime) -> Plan | None:
    found = None
    for plan in rota.plans:
        if plan.since is None or not at < plan.since:
            found = plan
    return found


def _on_layer(layer: Layer, wall: datetime) -> int | None:
    first = datetime.combine(layer.begins, time(layer.at // 60, layer.at % 60))
    if wall < first or (layer.only and not _is_within(layer.only, wall)):
        return None
    turn, hours = 0, int((wall - first).total_seconds()) // 3600
    turn = hours // (int(layer.length.total_seconds()) // 3600)
    return layer.people[turn - len(layer.people) * (turn // len(layer.people))]


def _is_within(hours: Hours, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    yesterday = (wall.weekday() - 1) % 7
    if hours.end > hours.start:
        return wall.weekday() in hours.days and hours.start <= minute < hours.end
    begun = wall.weekday() in hours.days and minute >= hours.start
    return begun or (yesterday in hours.days and minute < hours.end)


def _after(override: Override, holder: int | None, at: datetime) -> int | None:
    applies = not at < override.start and at < override.end
    concerns = override.instead_of is None or override.instead_of == holder
    return override.person if applies and concerns else holder


def _stood_in_for(rota: Rota, person: int, at: datetime, asked: tuple[int, ...]) -> int | None:
    if person in rota.gone or person in asked:
        return None
    away = [
        each
        for each in rota.absences
        if each.person == person and not at < each.start and at < each.end
    ]
    if not away:
        return person
    deputies = [each.deputy for each in away if each.deputy is not None]
    always = [deputy for whom, deputy in rota.deputies if whom == person]
    for deputy in [*reversed(deputies), *always][:1]:
        return _stood_in_for(rota, deputy, at, (*asked, person))
    return None


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
