"""A large demo: many tickets at once with COPY, every one true to its timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from django.db import connection, transaction

from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole
from qendra.accounts.selectors import first_line
from qendra.catalogue.models import Membership, Service
from qendra.catalogue.selectors import provider
from qendra.demo.climbs import NO_CLIMB, LadderOfLife, climb, entries_of, ladder_of_life
from qendra.demo.lives import (
    CHANNELS,
    Case,
    Happening,
    ServiceOfLife,
    Staff,
    ended_life,
    open_life,
    opened_when,
)
from qendra.demo.rows import Life, copy, rows_of
from qendra.sla.selectors import Targets, service_level_for, targets_of
from qendra.tickets.clock_facts import clock_facts
from qendra.tickets.clocks import Deadlines, deadlines
from qendra.tickets.fold import Snapshot, replay

MOST = 5_000_000
CHUNK = 5_000
# One in so many tickets is open.
OPEN_ONE_IN = 5
NO_DEADLINES = Deadlines(None, None)
TABLES = (
    "tickets_ticket",
    "tickets_entry",
    "tickets_entrytext",
    "escalation_run",
    "escalation_step",
)


@dataclass(frozen=True, slots=True)
class World:
    """The demo's services, people, ladders and targets, read once."""

    staff: Staff
    services: Sequence[ServiceOfLife]
    ladders: dict[int, LadderOfLife]
    targets: dict[int, dict[str, Targets]]
    key: bytes


def load_scale(*, now: datetime, tickets: int, progress: Callable[[int], None]) -> None:
    """Add so many tickets to the demo provider, a fifth of them open, nothing of them due.

    Each chunk is a transaction of its own, then ``progress`` is told how many there are.
    The same ``now`` and number on the same demo give the same tickets.
    """
    world, chance = _world(now), Random(tickets)  # noqa: S311 - a believable spread, not a secret
    for start in range(0, tickets, CHUNK):
        numbers = range(start, min(start + CHUNK, tickets))
        lives = [_life(world, chance, now, number, tickets) for number in numbers]
        with transaction.atomic():
            copy(rows_of(lives, world.ladders, world.key))
        progress(numbers.stop)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def _world(now: datetime) -> World:
    team, people = first_line(), Person.objects.order_by("id")
    if team is None:
        raise RuntimeError("the demo provider has a first line")
    agents = tuple(people.filter(roles__key=DefaultRole.AGENT).values_list("id", "name"))
    services = list(Service.objects.select_related("product", "contract").order_by("id"))
    found = {service.id: service_level_for(service) for service in services}
    levels = {service_id: level for service_id, level in found.items() if level}
    return World(
        staff=Staff(team.id, team.name, agents),
        services=[_service(each, levels[each.id].id) for each in services if each.id in levels],
        ladders={each.id: ladder_of_life(each, now) for each in services},
        targets={level.id: targets_of(level) for level in levels.values()},
        key=bytes.fromhex(provider().ticket_key),
    )


def _service(service: Service, level_id: int) -> ServiceOfLife:
    members = Membership.objects.filter(customer=service.customer_id, person__email__isnull=False)
    contacts = tuple(members.order_by("id").values_list("person_id", flat=True))
    return ServiceOfLife(service.id, service.code, service.customer_id, level_id, contacts)


def _life(world: World, chance: Random, now: datetime, number: int, of: int) -> Life:
    """Ended ones come first and in order of time, as in an installation that has grown."""
    ended = of - of // OPEN_ONE_IN
    service = chance.choice(world.services)
    case = Case(
        number=number,
        service=service,
        contact=chance.choice(service.contacts),
        agent=chance.choice(world.staff.agents),
        staff=world.staff,
        channel=chance.choice(CHANNELS),
        opened_at=opened_when(chance, now, number / ended, is_open=number >= ended),
    )
    if number < ended:
        life = ended_life(chance, case)
        return Life(case, life, _replayed(life), NO_DEADLINES, NO_CLIMB)
    return _open(world, case, open_life(chance, case, now), now)


def _open(world: World, case: Case, life: list[Happening], now: datetime) -> Life:
    snapshot = _replayed(life)
    facts = clock_facts((each.at, each.at, each.body) for each in life)
    ours = world.ladders[case.service.id]
    climbed = climb(ours, snapshot.priority, facts, now)
    life = sorted([*life, *entries_of(ours, climbed.steps)], key=lambda each: each.at)
    snapshot = replace(snapshot, level=climbed.level)
    targets = world.targets[case.service.service_level_id].get(snapshot.priority)
    return Life(case, life, snapshot, deadlines(facts, targets, life[-1].at), climbed)


def _replayed(life: Sequence[Happening]) -> Snapshot:
    return replay((each.at, each.body) for each in life)
