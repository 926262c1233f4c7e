"""Impact × urgency → priority (P1), with the cell that holds for a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qendra.tickets.entries import PriorityChanged
from qendra.tickets.models import (
    IMPACT_NAMES,
    PRIORITY_NAMES,
    URGENCY_NAMES,
    Ticket,
)
from qendra.tickets.priority import MATRIX, MATRIX_VERSION, Impact, Urgency
from qendra.tickets.selectors import Past


@dataclass(frozen=True, slots=True)
class Cell:
    """One priority of the matrix."""

    priority: str
    name: Promise | str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The priorities of one impact, by urgency."""

    impact: Promise | str
    cells: tuple[Cell, ...]


def sentence_of(ticket: Ticket, entries: Iterable[Past]) -> str:
    """Which cell of which version of the matrix gives the priority."""
    if ticket.kind == "request":
        impact = _("a request, which interrupts nothing")
    elif ticket.impact is None:
        impact = _("impact not known yet, so taken as service affecting")
    else:
        impact = str(IMPACT_NAMES[Impact(ticket.impact)])
    return _("%(impact)s × urgency %(urgency)s → %(priority)s, matrix version %(version)s") % {
        "impact": impact,
        "urgency": URGENCY_NAMES[Urgency(ticket.urgency)],
        "priority": ticket.priority_name,
        "version": _version(entries),
    }


def rows_of(ticket: Ticket) -> tuple[Row, ...]:
    """The whole matrix; a request stands where nothing is interrupted."""
    here = (_impact_of(ticket), Urgency(ticket.urgency))
    return tuple(
        Row(
            IMPACT_NAMES[impact],
            tuple(
                Cell(
                    priority=MATRIX[impact, urgency].value,
                    name=PRIORITY_NAMES[MATRIX[impact, urgency]],
                    is_here=(impact, urgency) == here,
                )
                for urgency in Urgency
            ),
        )
        for impact in Impact
    )


def _impact_of(ticket: Ticket) -> Impact:
    if ticket.kind == "request":
        return Impact.NON_SERVICE_AFFECTING
    return Impact(ticket.impact or Impact.SERVICE_AFFECTING)


def _version(entries: Iterable[Past]) -> int:
    """The version under which impact or urgency was last changed; the first one before that."""
    changes = [entry.body for entry in entries if entry.kind == PriorityChanged.KIND]
    last = changes[-1] if changes else None
    return last.matrix_version if isinstance(last, PriorityChanged) else MATRIX_VERSION
