"""The form of the priority matrix, and what it would make of the tickets that are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.lib.counting import MANY, counted
from qendra.tickets.matrices import cells_of, current_matrix, field_of, newest_open
from qendra.tickets.models import IMPACT_NAMES, PRIORITY_NAMES, URGENCY_NAMES, Ticket
from qendra.tickets.priority import (
    CELLS,
    Cells,
    Impact,
    Matrix,
    Priority,
    Thresholds,
    Urgency,
    flaws,
    priority_of,
)

# So many of the tickets that would have another priority are named.
NAMED = 5
THRESHOLDS = ("services", "customers", "buyers", "minutes")


def _number(label: Any) -> forms.IntegerField:  # noqa: ANN401 (a lazy name)
    return forms.IntegerField(label=label, min_value=0, max_value=1000)


class PriorityMatrixForm(forms.Form):
    """A priority for each impact and urgency, and when it is one step more."""

    services = _number(gettext_lazy("Services of one site"))
    customers = _number(gettext_lazy("Customers on one device or carrier"))
    buyers = _number(gettext_lazy("Customers of one product"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Within minutes of each other"), min_value=1, max_value=1440
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for impact, urgency in CELLS:
            self.fields[field_of((impact, urgency))] = forms.ChoiceField(
                label=_("%(impact)s, urgency %(urgency)s")
                % {"impact": IMPACT_NAMES[impact], "urgency": URGENCY_NAMES[urgency]},
                choices=list(PRIORITY_NAMES.items()),
            )

    def thresholds(self) -> list[forms.BoundField]:
        """From how many on it counts one step more."""
        return [self[name] for name in THRESHOLDS]

    def rows(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Each impact with its fields, each under the name of its urgency."""
        for impact in Impact:
            fields = [(str(URGENCY_NAMES[u]), self[field_of((impact, u))]) for u in Urgency]
            yield str(IMPACT_NAMES[impact]), fields

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        cells = given["cells"] = cells_of(given)
        given["thresholds"] = Thresholds(**{name: given[name] for name in THRESHOLDS})
        for worse, milder in flaws(cells):
            chosen = given[field_of(worse)]
            self.add_error(field_of(worse), _too_low(cells, milder))
            # What was chosen stays in the preview, too.
            given[field_of(worse)] = chosen
        return given


@dataclass(frozen=True, slots=True)
class Shift:
    """An open ticket that would have another priority."""

    ticket: Ticket
    after: str
    after_name: str


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of the open tickets would have another priority, and a few of them."""

    changed: int
    looked_at: str
    shifts: tuple[Shift, ...]


def changed_cells(values: Mapping[str, str], now: Cells) -> set[tuple[Impact, Urgency]]:
    """The places in which these values differ from the matrix that holds."""
    asked = cells_of(values)
    return {cell for cell in CELLS if asked[cell] is not now[cell]}


def effect_of(values: Mapping[str, str]) -> Effect | None:
    """What a matrix of these values would do to the open tickets; None where it is the present one.

    The newest thousand are looked at; one query.
    """
    now = current_matrix()
    if not changed_cells(values, now.cells):
        return None
    tickets = newest_open(MANY)
    asked = Matrix(now.version + 1, cells_of(values))
    shifts = [shift for shift in (_shift(asked, each) for each in tickets) if shift]
    return Effect(len(shifts), counted(len(tickets)), tuple(shifts[:NAMED]))


def _shift(matrix: Matrix, ticket: Ticket) -> Shift | None:
    after = priority_of(matrix, ticket.kind, ticket.impact, ticket.urgency, ticket.reach)
    if after == ticket.priority:
        return None
    return Shift(ticket, str(after), str(PRIORITY_NAMES[after]))


def _too_low(cells: Cells, milder: tuple[Impact, Urgency]) -> str:
    impact, urgency = milder
    return _(
        "This is worse than “%(impact)s, urgency %(urgency)s”, which is %(priority)s:"
        " choose %(priority)s or more here, or less there."
    ) % {
        "impact": IMPACT_NAMES[impact],
        "urgency": URGENCY_NAMES[urgency],
        "priority": PRIORITY_NAMES[Priority(cells[milder])],
    }
