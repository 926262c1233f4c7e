"""The demo's escalation matrices: one for everybody, one for transit, one for a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.catalogue.models import Contract, Product
from qendra.demo import interspace
from qendra.demo.rotas import load_rota
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.ladder import (
    DEFAULT_REPEAT,
    Level,
    default_levels,
    minutes_of_a_business_day,
)
from qendra.rotas.models import Rota
from qendra.sla.selectors import business_hours


def load_matrices(now: datetime) -> None:
    """Publish the matrices with their holders."""
    default = default_levels(minutes_of_a_business_day(business_hours()))
    publish_matrix(
        actor=SYSTEM,
        now=now,
        slug="standard",
        name="Interspace standard",
        repeat=DEFAULT_REPEAT,
        levels=_held(default, interspace.HOLDERS),
    )
    publish_matrix(
        actor=SYSTEM,
        now=now,
        slug="transit",
        name="IP transit",
        repeat=DEFAULT_REPEAT,
        levels=_by_rota(
            _held(_without_first_role(default), interspace.HOLDERS[1:]), load_rota(now)
        ),
        scope=Product.objects.get(code="IPT"),
    )
    publish_matrix(
        actor=SYSTEM,
        now=now,
        slug="gold",
        name="Gold",
        repeat=DEFAULT_REPEAT,
        levels=_held(_without_first_role(default), interspace.HOLDERS[1:]),
        scope=Contract.objects.order_by("id")[0],
    )


def _without_first_role(levels: Sequence[Level]) -> list[Level]:
    """The same ages, beginning with the role of the second level."""
    return [replace(level, role=above.role) for level, above in pairwise(levels)]


def _by_rota(levels: Sequence[Level], rota: Rota) -> list[Level]:
    """The same ladder with whoever is on call as its first level."""
    first = replace(levels[0], role=rota.name, holder_id=None, rota_id=rota.id)
    return [first, *levels[1:]]


def _held(levels: Sequence[Level], names: Sequence[str]) -> list[Level]:
    """The levels with their holders."""
    people = {person.name: person.id for person in Person.objects.filter(name__in=names)}
    return [
        replace(level, holder_id=people[name]) for level, name in zip(levels, names, strict=True)
    ]
