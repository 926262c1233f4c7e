"""How far the tickets of a large demo have climbed their ladders by now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder

from qendra.accounts.actor import Channel
from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.demo.lives import Happening
from qendra.escalation.ladder import (
    Ladder,
    counting_calendar,
    next_level,
    reached_at,
    to_json,
)
from qendra.escalation.selectors import frozen_for, holder_of
from qendra.sla.calendar import Calendar
from qendra.sla.clock import Fact
from qendra.sla.selectors import business_hours
from qendra.tickets.escalation_entries import (
    EscalationStepped,
)
from qendra.tickets.priority import Priority


@dataclass(frozen=True, slots=True)
class LadderOfLife:
    """The ladder of one service's tickets with the people who hold it now."""

    matrix_id: int | None
    ladder: Ladder
    frozen: str
    holders: Mapping[int, Person]
    calendars: Mapping[str, Calendar]


@dataclass(frozen=True, slots=True)
class Climb:
    """The steps taken so far (level, when), and when the next one comes; None: it stands."""

    steps: Sequence[tuple[int, datetime]] = ()
    next_step_at: datetime | None = None

    @property
    def level(self) -> int:
        return self.steps[-1][0] if self.steps else 0


NO_CLIMB = Climb()


def ladder_of_life(service: Service, now: datetime) -> LadderOfLife:
    """What a run on this service freezes; every level must have a holder, as the demo's have."""
    frozen = frozen_for(service)
    holders = {level.number: holder_of(level, now) for level in frozen.ladder.levels}
    hours = business_hours()
    return LadderOfLife(
        matrix_id=frozen.matrix.id if frozen.matrix else None,
        ladder=frozen.ladder,
        frozen=json.dumps(to_json(frozen.ladder), cls=DjangoJSONEncoder),
        holders={number: holder for number, holder in holders.items() if holder},
        calendars={priority: counting_calendar(priority, hours) for priority in Priority},
    )


def climb(ours: LadderOfLife, priority: str, facts: Iterable[Fact], now: datetime) -> Climb:
    """All steps that the ticket's age has reached by ``now``, each taken at its moment."""
    known, steps = tuple(facts), list[tuple[int, datetime]]()
    while level := next_level(ours.ladder, len(steps)):
        at = reached_at(level, priority, known, ours.calendars[priority], now)
        if at is None or at > now:
            return Climb(steps, at)
        steps.append((level.number, at))
    return Climb(steps)


def entries_of(ours: LadderOfLife, steps: Iterable[tuple[int, datetime]]) -> list[Happening]:
    """The timeline entries of the steps."""
    return [_entry(ours, number, at) for number, at in steps]


def _entry(ours: LadderOfLife, number: int, at: datetime) -> Happening:
    level = ours.ladder.levels[number - 1]
    holder = ours.holders[number].name
    body = EscalationStepped(level=number, role=level.role, holder=holder, cause="age")
    return Happening(at, body, Channel.SYSTEM)
