"""Escalation matrices as text by field: what their pages show, compare and record."""

from __future__ import annotations

from qendra.escalation.models import Matrix
from qendra.lib.durations import written

MOST_LEVELS = 6
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
            f"{at}_holder": str(level.holder_id or ""),
            f"{at}_email": level.email,
            f"{at}_phone": level.phone,
        }
        values |= {f"{at}_{age}": written(getattr(level, f"{age}_minutes")) for age in AGES}
        values |= {
            f"{at}_answer_{age}": _optional(getattr(level, f"{age}_answer_minutes")) for age in AGES
        }
    return values


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
