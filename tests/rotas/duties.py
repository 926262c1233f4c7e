"""Rotas in the database: one of days with Elira and Faik, and nights above it with Hana."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from qendra.accounts.models import Person
from qendra.rotas.layers import Hours, Layer
from qendra.rotas.models import Plan, Rota
from qendra.rotas.written import stored
from tests.cast import NOW

ZONE = ZoneInfo("Europe/Tirane")
EVERY_DAY = frozenset(range(7))


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of March 2026 as the clock on the wall in Tirana shows it; the 9th is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def weekly(*people: Person, name: str = "Days") -> Layer:
    """They hand over on Mondays at eight, from the second of March on."""
    ids = tuple(person.id for person in people)
    return Layer(name, ids, date(2026, 3, 2), 8 * 60, timedelta(weeks=1))


def nightly(*people: Person) -> Layer:
    """They take turns from night to night, from eight to eight."""
    night = Hours(EVERY_DAY, 20 * 60, 8 * 60)
    return replace(weekly(*people, name="Nights"), at=20 * 60, length=timedelta(days=1), only=night)


def written_rota(*layers: Layer, name: str = "NOC") -> Rota:
    """A rota as its action would leave it."""
    rota = Rota.objects.create(name=name, created_at=NOW)
    Plan.objects.create(
        rota=rota,
        version=1,
        time_zone="Europe/Tirane",
        layers=stored(layers),
        created_at=NOW,
    )
    return rota
