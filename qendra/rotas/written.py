"""Plans as they are stored, and as text by field: what their form shows, and its version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from qendra.rotas.layers import Hours, Layer
from qendra.rotas.models import Plan
from qendra.rotas.rules import Plan as PurePlan

# How many layers a form has room for.
MOST_LAYERS = 5
HOURS_OF_A_DAY, HOURS_OF_A_WEEK = 24, 7 * 24


def stored(layers: Iterable[Layer]) -> list[dict[str, Any]]:
    """The layers as their column has them."""
    return [
        {
            "name": layer.name,
            "people": list(layer.people),
            "begins": layer.begins.isoformat(),
            "at": layer.at,
            "hours": int(layer.length / timedelta(hours=1)),
            "only": stored_hours(layer.only),
        }
        for layer in layers
    ]


def stored_hours(hours: Hours | None) -> dict[str, Any] | None:
    if hours is None:
        return None
    return {"days": sorted(hours.days), "start": hours.start, "end": hours.end}


def pure_plan(row: Plan) -> PurePlan:
    """A stored plan as the rules know it."""
    layers = tuple(_layer(each) for each in row.layers)
    return PurePlan(row.time_zone, layers, _hours(row.needed), row.since)


def _layer(data: dict[str, Any]) -> Layer:
    return Layer(
        name=data["name"],
        people=tuple(data["people"]),
        begins=date.fromisoformat(data["begins"]),
        at=data["at"],
        length=timedelta(hours=data["hours"]),
        only=_hours(data["only"]),
    )


def _hours(data: dict[str, Any] | None) -> Hours | None:
    return Hours(frozenset(data["days"]), data["start"], data["end"]) if data else None
