"""What becomes of one record: found out without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from qendra.catalogue.records.kind import Kind, Problem, Read, Values
from qendra.lib.csv_text import tidy


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


# Column, value before, value after.
Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing these values would do; nothing to write for what is unchanged or refused."""

    outcome: Outcome
    row: Any = None
    read: Read | None = None
    changes: tuple[Change, ...] = ()
    problem: Problem | None = None


def plan(kind: Kind[Any], given: Values, now: datetime) -> Plan:
    """What becomes of a line of a file; a column that it lacks stays as it is."""
    values = {name: tidy(value) for name, value in given.items()}
    try:
        row = kind.find({**dict.fromkeys(_names(kind), ""), **values})
        kind.require_seen(row)
        return plan_for(kind, row, values, now)
    except Problem as problem:
        return Plan(Outcome.REFUSED, problem=problem)


def plan_for(kind: Kind[Any], row: Any, given: Values, now: datetime) -> Plan:  # noqa: ANN401 (of any kind)
    """The same for a row that is known, or for a new one. Raises Problem."""
    before = kind.values_of(row) if row else {}
    values = {**(before or kind.defaults()), **{n: tidy(v) for n, v in given.items()}}
    if row and values == before:
        return Plan(Outcome.UNCHANGED, row=row)
    read = kind.read(values, row, now)
    changes = tuple(
        (name, before.get(name, ""), read.values[name])
        for name in _names(kind)
        if before.get(name, "") != read.values[name]
    )
    if row is None:
        return Plan(Outcome.CREATED, read=read, changes=changes)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Plan(outcome, row=row, read=read, changes=changes)


def _names(kind: Kind[Any]) -> list[str]:
    return [column.name for column in kind.columns]
