"""Reads of the versions of the priority matrix, and a version as text by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from qendra.lib.prepared import Prepared
from qendra.lib.settled import Settled, version_of
from qendra.tickets.models import PriorityMatrix, Ticket
from qendra.tickets.priority import CELLS, FIRST, Cell, Matrix, Priority, Thresholds

# What the history of all versions is found by; there is one matrix.
SUBJECT = ("priority matrix", 1)


def current_matrix() -> Matrix:
    """The newest version: for new tickets, and whenever impact or urgency changes."""
    return _current()


def matrix_at(version: int) -> Matrix:
    """The version that a ticket's priority was computed by; one query for any but the first."""
    rows = _of_version(version=version) if version != FIRST.version else []
    return _pure(rows[0]) if rows else FIRST


def newest_open(most: int) -> list[Ticket]:
    """The open tickets that came in last, with what their priority is made of; one query."""
    newest = Ticket.objects.filter(closed_at__isnull=True).order_by("-opened_at", "-id")
    made_of = ("kind", "impact", "urgency", "priority", "reach")
    return list(newest.only("number", "subject", *made_of)[:most])


def field_of(cell: Cell) -> str:
    """The name of a cell in forms and in the history."""
    return f"{cell[0]}_{cell[1]}"


def matrix_values(matrix: Matrix) -> dict[str, str]:
    """What a version of the matrix says."""
    cells = {field_of(cell): str(priority) for cell, priority in matrix.cells.items()}
    return cells | {name: str(number) for name, number in asdict(matrix.thresholds).items()}


def cells_of(values: Mapping[str, str]) -> dict[Cell, Priority]:
    """The same from text by field."""
    return {cell: Priority(values[field_of(cell)]) for cell in CELLS}


def _newest_or_first() -> Matrix:
    rows = _newest()
    return _pure(rows[0]) if rows else FIRST


def _pure(row: PriorityMatrix) -> Matrix:
    cells = {cell: Priority(row.cells[cell[0]][cell[1]]) for cell in CELLS}
    return Matrix(
        row.version, cells, Thresholds(row.services, row.customers, row.buyers, row.minutes)
    )


_newest = Prepared(lambda: PriorityMatrix.objects.order_by("-version")[:1])
_current = Settled(
    _newest_or_first,
    told_by=f"SELECT {version_of('matrix')} FROM tickets_prioritymatrix AS matrix"  # noqa: S608
    " ORDER BY version DESC LIMIT 1",
)
# No version is negative, and Django would not even ask for one.
_of_version = Prepared(
    lambda version: PriorityMatrix.objects.filter(version=version), version=999_999_999
)
