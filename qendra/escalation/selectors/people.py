"""Who is told: the holder of a level, whoever stands in, and the supervisors behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import datetime
from functools import partial

from qendra.accounts.models import Person
from qendra.accounts.selectors import administrators, standing_in
from qendra.catalogue.selectors import provider
from qendra.escalation.ladder import Level
from qendra.escalation.models import Run, Step
from qendra.lib.work import remembered
from qendra.paging.selectors import ways_in_use
from qendra.rotas.duties import Duties, duties_within
from qendra.rotas.models import Rota
from qendra.rotas.selectors import A_MOMENT

# Whom a level tells at a moment.
WhoIsTold = Callable[[Level, datetime], Person | None]


def holder_of(level: Level, now: datetime) -> Person | None:
    """Whom this level tells at this moment, with the address to use; None: nobody to reach.

    Of a rota whoever is on call. A level without person and rota is the duty manager's. For
    somebody who is away their deputy is told. Somebody who left, or whom nothing reaches, is
    nobody. Read once in a piece of work.
    """
    read = partial(duties_within, _rotas([level]), now, now + A_MOMENT)
    return _told(remembered(("duties", level.rota_id, now), read), level, now)


def holders_within(levels: Iterable[Level], start: datetime, end: datetime) -> WhoIsTold:
    """Whom each of these levels tells at any moment of a span, as ``holder_of``; read at once."""
    return partial(_told, duties_within(_rotas(levels), start, end))


def named_holder(level: Level) -> Person | None:
    """The person who is named for a level, there or away, if reachable; a rota names nobody."""
    if level.rota_id is not None:
        return None
    return _reachable(_person(_named(level)), level.email)


def rota_of(level: Level) -> Rota | None:
    """The rota that holds a level; read once in a piece of work."""
    key = level.rota_id
    if key is None:
        return None
    return remembered(("rota", key), lambda: Rota.objects.filter(id=key).first())


def holders_now(run: Run, now: datetime) -> list[Person]:
    """Who has the ticket on its ladder: the present level's people, else the duty manager.

    Where none can be reached, the supervisors.
    """
    known = duties_within([], now, now + A_MOMENT)
    found = list(_holders_of_level(run, known, now))
    if not found:
        manager = provider().duty_manager_id
        found = [*_reached(known.stand_in(manager, now) if manager else None)]
    return found or supervisors()


def supervisors() -> list[Person]:
    """Those whose role it is to stand in; without any, the administrators."""
    return list(standing_in()) or list(administrators().order_by("id"))


def _holders_of_level(run: Run, known: Duties, now: datetime) -> Iterator[Person]:
    """Whoever was told, or stands in for them; of a rota whoever is on call by now, too.

    Who was told before the shift ended still has it only if they said so.
    """
    steps = Step.objects.filter(run=run, level=run.level)
    step = steps.order_by("-round").first()
    if step is None:
        return
    level = run.ladder.level(step.level)
    on_call = holder_of(level, now) if level and level.rota_id is not None else None
    if on_call:
        yield on_call
    if on_call is None or (step.acknowledged_at and step.holder_id != on_call.id):
        is_same = level is not None and level.holder_id == step.holder_id
        there = known.stand_in(step.holder_id, now)
        is_theirs = is_same and there == step.holder_id
        yield from _reached(there, level.email if level and is_theirs else "")


def _rotas(levels: Iterable[Level]) -> list[int]:
    return sorted({level.rota_id for level in levels if level.rota_id is not None})


def _told(known: Duties, level: Level, at: datetime) -> Person | None:
    if level.rota_id is not None:
        return _reachable(_person(known.on_call(level.rota_id, at)))
    named = _named(level)
    there = known.stand_in(named, at) if named is not None else None
    return _reachable(_person(there), level.email if there == named else "")


def _named(level: Level) -> int | None:
    return level.holder_id if level.holder_id is not None else provider().duty_manager_id


def _person(person_id: int | None) -> Person | None:
    """Read once in a piece of work."""
    if person_id is None:
        return None
    house = provider()
    if house.duty_manager_id == person_id:
        return house.duty_manager
    return remembered(("person", person_id), lambda: Person.objects.filter(id=person_id).first())


def _reached(person_id: int | None, address: str = "") -> Iterator[Person]:
    person = _reachable(_person(person_id), address)
    if person:
        yield person


def _reachable(person: Person | None, address: str = "") -> Person | None:
    """The person if still with us and reachable, at ``address`` if given."""
    if person is None or not person.is_active:
        return None
    # A copy that is never saved: the address is this level's, not the person's.
    reached = copy(person)
    reached.email = address or person.email
    return reached if reached.email or _has_ways(person) else None


def _has_ways(person: Person) -> bool:
    """Whether somebody without a mail address is paged in other ways."""
    return remembered(("ways", person.id), lambda: bool(ways_in_use([person.id])))
