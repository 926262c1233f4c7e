"""Resolution priority from impact and urgency (P1 to P4, S2). Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Impact(StrEnum):
    """What the fault does to the service (P2, P3, P4)."""

    SERVICE_AFFECTING = "service_affecting"
    DEGRADATION = "degradation"
    NON_SERVICE_AFFECTING = "non_service_affecting"


class Urgency(StrEnum):
    """The priority level that the customer selects (S2): how much it presses."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(StrEnum):
    """The resolution priority: which targets and which ages of the matrix hold."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    LOW = "low"


class Reach(StrEnum):
    """How far a fault reaches: this service, the whole site, many customers."""

    SERVICE = "service"
    SITE = "site"
    CUSTOMERS = "customers"


RANK = {Priority.CRITICAL: 0, Priority.MAJOR: 1, Priority.MINOR: 2, Priority.LOW: 3}

Cell = tuple[Impact, Urgency]
Cells = Mapping[Cell, Priority]
# The worst first.
CELLS: tuple[Cell, ...] = tuple((impact, urgency) for impact in Impact for urgency in Urgency)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """So many faults within so many minutes of each other are one that reaches further; 0: never.

    ``services`` of one site, ``customers`` on one device or one carrier, ``buyers`` of one
    product: a product that everybody buys says less than a device.
    """

    services: int = 3
    customers: int = 3
    buyers: int = 5
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class Matrix:
    """One version of the matrix: a priority for each impact and urgency, and when it rises."""

    version: int
    cells: Cells
    thresholds: Thresholds = Thresholds()


# What an installation begins with (P1), and what holds for tickets older than any other version.
FIRST = Matrix(
    version=1,
    cells={
        (Impact.SERVICE_AFFECTING, Urgency.HIGH): Priority.CRITICAL,
        (Impact.SERVICE_AFFECTING, Urgency.MEDIUM): Priority.MAJOR,
        (Impact.SERVICE_AFFECTING, Urgency.LOW): Priority.MINOR,
        (Impact.DEGRADATION, Urgency.HIGH): Priority.MAJOR,
        (Impact.DEGRADATION, Urgency.MEDIUM): Priority.MINOR,
        (Impact.DEGRADATION, Urgency.LOW): Priority.LOW,
        (Impact.NON_SERVICE_AFFECTING, Urgency.HIGH): Priority.MINOR,
        (Impact.NON_SERVICE_AFFECTING, Urgency.MEDIUM): Priority.LOW,
        (Impact.NON_SERVICE_AFFECTING, Urgency.LOW): Priority.LOW,
    },
)


def cell_of(kind: str, impact: str | None, urgency: str) -> Cell:
    """Where in the matrix a ticket stands.

    A fault of unknown impact stands provisionally as service affecting (P1); a request has no
    impact and stands as one that interrupts nothing.
    """
    if kind == "request":
        return Impact.NON_SERVICE_AFFECTING, Urgency(urgency)
    return Impact(impact or Impact.SERVICE_AFFECTING), Urgency(urgency)


def priority_of(
    matrix: Matrix, kind: str, impact: str | None, urgency: str, reach: str | None = None
) -> Priority:
    """The resolution priority of a ticket under this version of the matrix."""
    return raised(matrix.cells[cell_of(kind, impact, urgency)], reach)


def is_raised(reach: str | None) -> bool:
    """Whether a fault of this reach presses more than its impact and urgency say."""
    return reach in {Reach.SITE, Reach.CUSTOMERS}


def raised(priority: Priority, reach: str | None) -> Priority:
    """This priority, one step higher where more than one service is hit; never above Critical."""
    steps = list(Priority)
    return steps[max(0, steps.index(priority) - is_raised(reach))]


def is_provisional(kind: str, impact: str | None) -> bool:
    """Whether the priority rests on an impact that nobody has stated yet."""
    return kind == "fault" and impact is None


def flaws(cells: Cells) -> Iterator[tuple[Cell, Cell]]:
    """Where a cell weighs less than the one beside it, though its impact or urgency is worse.

    Each as the worse cell and the milder one.
    """
    for (impact, urgency), priority in cells.items():
        for milder in _milder(impact, urgency):
            if RANK[priority] > RANK[cells[milder]]:
                yield (impact, urgency), milder


def _milder(impact: Impact, urgency: Urgency) -> Iterator[Cell]:
    """The cells one step less bad; impacts and urgencies begin with the worst."""
    impacts, urgencies = list(Impact), list(Urgency)
    if impact is not impacts[-1]:
        yield impacts[impacts.index(impact) + 1], urgency
    if urgency is not urgencies[-1]:
        yield impact, urgencies[urgencies.index(urgency) + 1]
