"""Escalation matrices as text by field: what their pages show, compare and record."""

from __future__ import annotations

from qendra.escalation.models import Matrix
from qendra.lib.durations import written

MOST_LEVELS = 6
# How a rota is told from a person where one field names either.
ROTA = "rota:"
AGES = ("critical", "major", "minor", "low")


def matrix_values(matrix: Matrix) -> dict[str, str]:
    """What a version of a matrix says."""
    repeat = matrix.repeat
    values = {
        "name": matrix.name,
        "repeat_every": written(repeat.minutes) if repeat else "",
        "repeat_most": str(repeat.most) if repeat else "",
    }
    requests = matrix.requests
    values |= {f"request_{age}": _optional(requests.of(age)) for age in AGES}
    values |= _earlier(matrix)
    for level in matrix.levels.order_by("number"):
        at = f"level_{level.number}"
        values |= {
            f"{at}_role": level.role,
            f"{at}_holder": who_of(level.holder_id, level.rota_id),
            f"{at}_email": level.email,
            f"{at}_phone": level.phone,
        }
        values |= {f"{at}_{age}": written(getattr(level, f"{age}_minutes")) for age in AGES}
        values |= {
            f"{at}_answer_{age}": _optional(getattr(level, f"{age}_answer_minutes")) for age in AGES
        }
    return values


def who_of(holder_id: int | None, rota_id: int | None) -> str:
    """Who a level is, as one text: a person's ID, ``rota:`` and one, or nothing."""
    return f"{ROTA}{rota_id}" if rota_id else str(holder_id or "")


def holder_and_rota(who: str) -> tuple[int | None, int | None]:
    """The same read again."""
    key = int(who.removeprefix(ROTA)) if who else None
    return (None, key) if who.startswith(ROTA) else (key, None)


def _earlier(matrix: Matrix) -> dict[str, str]:
    """What makes a step earlier, and how often is often."""
    conditions = matrix.conditions
    return {
        "response_level": str(conditions.response or ""),
        "repair_level": str(conditions.repair or ""),
        "reopened_level": str(conditions.reopened or ""),
        "reopenings": str(conditions.reopenings),
    }


def _optional(minutes: int | None) -> str:
    return written(minutes) if minutes else ""
