"""Publishing escalation matrices: always a new version, never a change."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.catalogue.models import Contract, Product, Service
from qendra.escalation import ladder
from qendra.escalation.conditions import AGE_ALONE, Conditions
from qendra.escalation.models import Level, Matrix
from qendra.lib.errors import Refused
from qendra.lib.work import forget

Scope = Contract | Product | Service


@transaction.atomic
def publish_matrix(
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
) -> Matrix:
    """The first or next version of a matrix: of a service, contract or product, or of everybody.

    It holds for runs that start from now on; tickets that climb already keep their copy.
    Refused when the levels make no ladder, when the slug belongs to another scope, or when
    the scope has a matrix of another slug.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes escalation matrices."))
    _check_levels(name, levels)
    _check_conditions(conditions, len(levels))
    lock()
    matrix = Matrix(slug=slug, version=_next_version(slug, scope), name=name, **_columns(scope))
    matrix.created_at = now
    if repeat:
        matrix.repeat_minutes, matrix.repeat_most = repeat.minutes, repeat.most
    for priority, minutes in dataclasses.asdict(requests).items():
        setattr(matrix, f"{priority}_request_minutes", minutes)
    matrix.response_level, matrix.repair_level = conditions.response, conditions.repair
    matrix.reopened_level, matrix.reopenings = conditions.reopened, conditions.reopenings
    matrix.save(force_insert=True)
    Level.objects.bulk_create(_row(matrix, level) for level in levels)
    return matrix


def _check_levels(name: str, levels: Sequence[ladder.Level]) -> None:
    try:
        is_ladder = bool(ladder.Ladder(name, tuple(levels)).levels)
    except ValueError:
        is_ladder = False
    if not is_ladder:
        raise Refused(
            _("Levels are numbered from 1, and each is reached later than the one below it.")
        )


def _check_conditions(conditions: Conditions, highest: int) -> None:
    if any(level > highest for level in conditions.levels):
        raise Refused(_("What makes a step earlier leads to a level that the ladder has."))


def lock() -> None:
    """One writer of matrices at a time: versions have no gap and no rival."""
    forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra matrices'))")


def _next_version(slug: str, scope: Scope | None) -> int:
    newest = Matrix.objects.filter(slug=slug).order_by("-version").first()
    of_scope = Matrix.objects.filter(**_columns(scope)).order_by("-version").first()
    if (newest and newest.id) != (of_scope and of_scope.id):
        raise Refused(_("There is another matrix for this already; publish a version of that."))
    return newest.version + 1 if newest else 1


def _columns(scope: Scope | None) -> dict[str, Scope | None]:
    """The three columns, of which one at most is filled."""
    return {
        "contract": scope if isinstance(scope, Contract) else None,
        "product": scope if isinstance(scope, Product) else None,
        "service": scope if isinstance(scope, Service) else None,
    }


def _row(matrix: Matrix, level: ladder.Level) -> Level:
    return Level(
        matrix=matrix,
        number=level.number,
        role=level.role,
        holder_id=level.holder_id,
        rota_id=level.rota_id,
        email=level.email,
        phone=level.phone,
        critical_minutes=level.ages.critical,
        major_minutes=level.ages.major,
        minor_minutes=level.ages.minor,
        low_minutes=level.ages.low,
        critical_answer_minutes=level.answers.critical,
        major_answer_minutes=level.answers.major,
        minor_answer_minutes=level.answers.minor,
        low_answer_minutes=level.answers.low,
    )
