"""Plans as they are stored, and as text by field: what their form shows, and its version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from qendra.lib.moments import zone_named
from qendra.rotas.layers import Hours, Layer
from qendra.rotas.models import Plan
from qendra.rotas.rules import Plan as PurePlan

# For how many layers, and people of each, a form has room.
MOST_LAYERS, MOST_PEOPLE = 4, 8
# How a length is said, longest first, with its hours.
UNITS = (("weeks", 7 * 24), ("days", 24), ("hours", 1))


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


def plan_values(name: str, row: Plan) -> dict[str, str]:
    """What a plan says, field by field."""
    values = {"name": name, "time_zone": row.time_zone, **_said_hours("needed", row.needed)}
    for number, layer in enumerate(row.layers, start=1):
        values |= _said_layer(f"layer_{number}", layer)
    return values


def clock(minute: int) -> str:
    """A minute of the day as people write it; 1440 is the midnight that ends it."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def span_words(start: datetime, end: datetime, zone: str) -> str:
    """From when to when, the same in every language: for history."""
    told = (moment.astimezone(zone_named(zone)) for moment in (start, end))
    return " – ".join(f"{each:%Y-%m-%d %H:%M}" for each in told)


def _said_layer(at: str, data: dict[str, Any]) -> dict[str, str]:
    unit, hours = next(each for each in UNITS if data["hours"] % each[1] == 0)
    people = {
        f"{at}_person_{place}": str(person) for place, person in enumerate(data["people"], start=1)
    }
    return {
        f"{at}_name": data["name"],
        **people,
        f"{at}_length": str(data["hours"] // hours),
        f"{at}_unit": unit,
        f"{at}_begins": data["begins"],
        f"{at}_at": clock(data["at"]),
        **_said_hours(at, data["only"]),
    }


def _said_hours(at: str, data: dict[str, Any] | None) -> dict[str, str]:
    if data is None:
        return {f"{at}_days": "", f"{at}_from": "", f"{at}_until": ""}
    return {
        f"{at}_days": " ".join(map(str, data["days"])),
        f"{at}_from": clock(data["start"]),
        f"{at}_until": clock(data["end"]),
    }


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
