"""Impact × urgency → priority (P1), with the cell that holds for a ticket."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.lib.prepared import Prepared
from qendra.tickets.entries import PriorityChanged
from qendra.tickets.explained import correction_among
from qendra.tickets.models import (
    IMPACT_NAMES,
    PRIORITY_NAMES,
    REACH_NAMES,
    URGENCY_NAMES,
    Ticket,
)
from qendra.tickets.priority import Cell as Place
from qendra.tickets.priority import Cells, Impact, Reach, Urgency, cell_of, is_raised
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


def sentence_of(ticket: Ticket, cells: Cells) -> str:
    """Which cell of which version of the matrix gives the priority, and why it is raised."""
    if ticket.kind == "request":
        impact = _("a request, which interrupts nothing")
    elif ticket.impact is None:
        impact = _("impact not known yet, so taken as service affecting")
    else:
        impact = str(IMPACT_NAMES[Impact(ticket.impact)])
    base = cells[cell_of(ticket.kind, ticket.impact, ticket.urgency)]
    told = _("%(impact)s × urgency %(urgency)s → %(priority)s, matrix version %(version)s") % {
        "impact": impact,
        "urgency": URGENCY_NAMES[Urgency(ticket.urgency)],
        "priority": PRIORITY_NAMES[base],
        "version": ticket.matrix_version,
    }
    if not is_raised(ticket.reach):
        return told
    return _("%(told)s; one step more for the reach “%(reach)s” → %(priority)s") % {
        "told": told,
        "reach": REACH_NAMES[Reach(ticket.reach or "")],
        "priority": ticket.priority_name,
    }


@dataclass(frozen=True, slots=True)
class Corrected:
    """Who corrected impact or urgency last, and why."""

    who: str
    reason: str


def corrected_by(entries: Iterable[Past]) -> Corrected | None:
    """The last correction with its author; one query where there is one."""
    found = correction_among(
        (entry.body, entry.actor_id) for entry in entries if entry.kind == PriorityChanged.KIND
    )
    if found is None:
        return None
    named = _named(person=found.actor_id or 0)
    return Corrected(named[0].name if named else "Qendra", found.reason)


_named = Prepared(lambda person: Person.objects.filter(id=person), person=-1)


def rows_of(ticket: Ticket, cells: Cells) -> tuple[Row, ...]:
    """The version of the matrix that gave the priority, with the ticket's place in it."""
    return rows(cells, {cell_of(ticket.kind, ticket.impact, ticket.urgency)})


def rows(cells: Cells, marked: Container[Place]) -> tuple[Row, ...]:
    """A matrix, some places of it marked."""
    return tuple(
        Row(
            IMPACT_NAMES[impact],
            tuple(
                Cell(
                    priority=cells[impact, urgency].value,
                    name=PRIORITY_NAMES[cells[impact, urgency]],
                    is_here=(impact, urgency) in marked,
                )
                for urgency in Urgency
            ),
        )
        for impact in Impact
    )
