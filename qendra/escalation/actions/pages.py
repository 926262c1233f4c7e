"""What the pages of escalation save: a matrix whose every level reaches somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from qendra.accounts.actor import Actor
from qendra.escalation import ladder
from qendra.escalation.actions.matrices import Scope, lock, publish_matrix
from qendra.escalation.conditions import AGE_ALONE, Conditions
from qendra.escalation.models import Matrix
from qendra.escalation.selectors import troubles_of
from qendra.escalation.written import matrix_values
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused

MATRIX = "matrix"


@transaction.atomic
def save_matrix(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    name: str,
    levels: Sequence[ladder.Level],
    scope: Scope | None = None,
    repeat: ladder.Repeat | None = None,
    requests: ladder.Answers = ladder.DEFAULT_REQUESTS,
    conditions: Conditions = AGE_ALONE,
    drawn: Values | None = None,
) -> Matrix:
    """The next version of the matrix with this slug, for the same scope; without one, a new one.

    Refused when a level would reach nobody, or its rota has a gap that is near. Tickets that
    climb already keep their copy.
    """
    lock()
    before = Matrix.objects.filter(slug=slug).order_by("-version").first() if slug else None
    if before:
        require_unchanged(drawn, matrix_values(before))
        scope = before.service or before.contract or before.product
    _check_reached(levels, now)
    matrix = publish_matrix(
        actor=actor,
        now=now,
        slug=slug or _free(name),
        name=name,
        levels=levels,
        scope=scope,
        repeat=repeat,
        requests=requests,
        conditions=conditions,
    )
    _record(actor, now, before, matrix)
    return matrix


def _record(actor: Actor, now: datetime, before: Matrix | None, matrix: Matrix) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=MATRIX,
        subject_id=first_of(matrix.slug),
        before=matrix_values(before) if before else {},
        after=matrix_values(matrix),
    )


def first_of(slug: str) -> int:
    """The key of the first version, by which the history of all versions is found."""
    return int(Matrix.objects.filter(slug=slug, version=1).values_list("id", flat=True)[0])


def _check_reached(levels: Sequence[ladder.Level], now: datetime) -> None:
    for _number, sentence in troubles_of(levels, now):
        raise Refused(sentence)


def _free(name: str) -> str:
    base = slugify(name)[:40] or "new"
    taken = set(Matrix.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in numbered if each not in taken)
