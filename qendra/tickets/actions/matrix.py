"""Publishing the priority matrix: always the next version, never a change."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.lib.work import forget
from qendra.tickets.matrices import SUBJECT, current_matrix, matrix_values
from qendra.tickets.models import PriorityMatrix
from qendra.tickets.priority import Cells, Matrix, Thresholds, flaws


@transaction.atomic
def save_priority_matrix(
    *,
    actor: Actor,
    now: datetime,
    cells: Cells,
    thresholds: Thresholds,
    drawn: Values | None = None,
) -> Matrix:
    """The next version of the matrix, for what is reported or changed from now on.

    Open tickets keep the version that their priority was computed by. Nothing is written where
    nothing differs. Refused when something worse would have a lower priority.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes the priority matrix."))
    _lock()
    before = current_matrix()
    require_unchanged(drawn, matrix_values(before))
    if any(flaws(cells)):
        raise Refused(_("A worse impact or a higher urgency must not lead to a lower priority."))
    matrix = Matrix(before.version + 1, cells, thresholds)
    if matrix_values(matrix) == matrix_values(before):
        return before
    PriorityMatrix.objects.create(
        version=matrix.version, cells=_written(cells), **asdict(thresholds), created_at=now
    )
    forget()
    kind, key = SUBJECT
    record_change(
        actor=actor,
        now=now,
        subject_kind=kind,
        subject_id=key,
        before=matrix_values(before),
        after=matrix_values(matrix),
    )
    return matrix


def _lock() -> None:
    """One writer at a time: versions have no gap and no rival."""
    forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra priority matrix'))")


def _written(cells: Cells) -> dict[str, dict[str, str]]:
    written: dict[str, dict[str, str]] = {}
    for (impact, urgency), priority in cells.items():
        written.setdefault(str(impact), {})[str(urgency)] = str(priority)
    return written
