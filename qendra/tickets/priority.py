"""Resolution priority from impact and urgency (P1 to P4, S2). Pure: no Django."""

from __future__ import annotations

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


MATRIX_VERSION = 1
MATRIX: dict[tuple[Impact, Urgency], Priority] = {
    (Impact.SERVICE_AFFECTING, Urgency.HIGH): Priority.CRITICAL,
    (Impact.SERVICE_AFFECTING, Urgency.MEDIUM): Priority.MAJOR,
    (Impact.SERVICE_AFFECTING, Urgency.LOW): Priority.MINOR,
    (Impact.DEGRADATION, Urgency.HIGH): Priority.MAJOR,
    (Impact.DEGRADATION, Urgency.MEDIUM): Priority.MINOR,
    (Impact.DEGRADATION, Urgency.LOW): Priority.LOW,
    (Impact.NON_SERVICE_AFFECTING, Urgency.HIGH): Priority.MINOR,
    (Impact.NON_SERVICE_AFFECTING, Urgency.MEDIUM): Priority.LOW,
    (Impact.NON_SERVICE_AFFECTING, Urgency.LOW): Priority.LOW,
}

RANK = {Priority.CRITICAL: 0, Priority.MAJOR: 1, Priority.MINOR: 2, Priority.LOW: 3}


def priority_of(kind: str, impact: str | None, urgency: str) -> Priority:
    """The resolution priority of a ticket.

    A fault of unknown impact runs provisionally as service affecting (P1); a request has no
    impact and runs as one that interrupts nothing.
    """
    if kind == "request":
        return MATRIX[Impact.NON_SERVICE_AFFECTING, Urgency(urgency)]
    return MATRIX[Impact(impact or Impact.SERVICE_AFFECTING), Urgency(urgency)]


def is_provisional(kind: str, impact: str | None) -> bool:
    """Whether the priority rests on an impact that nobody has stated yet."""
    return kind == "fault" and impact is None
