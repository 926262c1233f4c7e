"""Writing one record of the catalogue, from a form or from a line of a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.catalogue.records import Kind
from qendra.catalogue.records.eyes import through_the_eyes_of
from qendra.catalogue.records.kind import Problem, Values
from qendra.catalogue.records.planning import Plan, plan_for
from qendra.history.actions import record_change
from qendra.lib.drawn import Values as Drawn
from qendra.lib.drawn import require_unchanged
from qendra.lib.errors import Refused


class RefusedAt(Refused):
    """A rule refused one of the values; ``column`` names it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.column = problem.column


@transaction.atomic
def save_record(
    *,
    actor: Actor,
    now: datetime,
    kind: Kind[Any],
    row_id: int | None,
    values: Values,
    drawn: Drawn | None = None,
) -> int:
    """Write a new record, or change the one with this key; its key.

    Refused at a column when a value cannot be; Crossed when the record is no longer what the
    form was ``drawn`` with.
    """
    check_right(actor)
    with through_the_eyes_of(actor.person):
        row = _locked(kind, row_id) if row_id is not None else None
        if row is not None:
            require_unchanged(drawn, kind.values_of(row))
        try:
            return int(write_plan(actor, kind, plan_for(kind, row, values, now), now).pk)
        except Problem as problem:
            raise RefusedAt(problem) from problem


def write_plan(actor: Actor, kind: Kind[Any], plan: Plan, now: datetime) -> Any:  # noqa: ANN401 (of any kind)
    """Write what a plan says, inside the caller's transaction, and keep it in history."""
    if plan.read is None:
        return plan.row
    before = kind.values_of(plan.row) if plan.row else {}
    row = kind.write(plan.row, plan.read, now)
    record_change(
        actor=actor,
        now=now,
        subject_kind=kind.key,
        subject_id=row.pk,
        before=before,
        after=kind.values_of(row),
    )
    return row


def check_right(actor: Actor, right: Right = Right.ADMINISTER) -> None:
    """Refused for a person without this right."""
    if actor.person is not None and not actor.person.has_right(right):
        raise Refused(_("Only an administrator changes the catalogue."))


def _locked(kind: Kind[Any], row_id: int) -> Any:  # noqa: ANN401 (of any kind)
    return kind.seen_rows().select_for_update(of=("self",)).get(pk=row_id)
