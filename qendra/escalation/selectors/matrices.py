"""Which matrix holds, as the ladder that a run freezes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from qendra.catalogue.models import Service
from qendra.escalation import ladder
from qendra.escalation.models import Level, Matrix
from qendra.lib.work import remembered
from qendra.sla.selectors import business_hours

FOR_EVERYBODY = Q(service__isnull=True, contract__isnull=True, product__isnull=True)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A ladder and the matrix that it was copied from; None: the duty manager alone."""

    matrix: Matrix | None
    ladder: ladder.Ladder


def frozen_for(service: Service | None) -> Frozen:
    """The ladder of a run that starts now on this service, or on none that is known (P1).

    Read once in a piece of work.
    """
    scope = (service.pk, service.contract_id, service.product_id) if service else None
    return remembered(("ladder", scope), lambda: _frozen_for(service))


def _frozen_for(service: Service | None) -> Frozen:
    matrix = matrix_for(service)
    if matrix is None:
        business_day = ladder.minutes_of_a_business_day(business_hours())
        return Frozen(None, ladder.duty_manager_alone(business_day))
    rows = matrix.levels.order_by("number")
    return Frozen(matrix, ladder.Ladder(matrix.name, tuple(_pure(row) for row in rows)))


def matrix_for(service: Service | None) -> Matrix | None:
    """The matrix that holds, nearest first: service, contract, product, the provider's default.

    Of a matrix the highest version holds. One query.
    """
    scope = FOR_EVERYBODY
    if service is not None:
        scope |= Q(service=service) | Q(product=service.product_id)
        if service.contract_id:
            scope |= Q(contract=service.contract_id)
    nearest = (F(name).asc(nulls_last=True) for name in ("service", "contract", "product"))
    return Matrix.objects.filter(scope).order_by(*nearest, "-version").first()


def _pure(row: Level) -> ladder.Level:
    return ladder.Level(
        number=row.number,
        role=row.role,
        ages=ladder.Ages(
            critical=row.critical_minutes,
            major=row.major_minutes,
            minor=row.minor_minutes,
            low=row.low_minutes,
        ),
        holder_id=row.holder_id,
        email=row.email,
        phone=row.phone,
    )
