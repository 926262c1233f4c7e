"""The priority matrix: always the next version, never a change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit
from qendra.desk.settings.policies.priorities import (
    PriorityMatrixForm,
    changed_cells,
    effect_of,
)
from qendra.desk.shown.matrix import rows
from qendra.lib import drawn
from qendra.tickets.actions.matrix import save_priority_matrix
from qendra.tickets.matrices import SUBJECT, cells_of, current_matrix, field_of, matrix_values
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import CELLS, Priority


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def priority_matrix(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Which priority follows from which impact and urgency (P1)."""

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        save_priority_matrix(
            actor=at_the_desk(person),
            now=timezone.now(),
            cells=cleaned["cells"],
            thresholds=cleaned["thresholds"],
            drawn=seen,
        )

    editor = Editor(
        page="settings:priorities",
        template="desk/settings/priorities.html",
        form=PriorityMatrixForm,
        values=lambda: matrix_values(current_matrix()),
        apply=apply,
        preview=_preview,
        wording={
            field_of(cell): lambda value: str(PRIORITY_NAMES[Priority(value)]) for cell in CELLS
        },
        subject=SUBJECT,
    )
    return edit(request, person, editor, {"version": current_matrix().version})


def _preview(values: Cleaned) -> dict[str, Any]:
    """The matrix as it would be, its news marked, and the open tickets that it would move."""
    grid = rows(cells_of(values), changed_cells(values, current_matrix().cells))
    return {"grid": grid, "effect": effect_of(values)}
