"""Which matrix holds, as the ladder that a run freezes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import F, Q, QuerySet

from qendra.catalogue.models import Service
from qendra.escalation import ladder
from qendra.escalation.models import Level, Matrix, Run
from qendra.lib.prepared import Prepared
from qendra.lib.work import remembered
from qendra.sla.selectors import business_hours

FOR_EVERYBODY = Q(service__isnull=True, contract__isnull=True, product__isnull=True)
# Of the versions of matrices, those that a process keeps at hand.
MOST_KEPT = 1000


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
    return Frozen(matrix, ladder_of_matrix(matrix))


@lru_cache(maxsize=MOST_KEPT)
def _levels_of(database: str, matrix_id: int) -> tuple[ladder.Level, ...]:
    """One query in the life of a process: a matrix's rows never change."""
    return tuple(_pure(row) for row in Level.objects.filter(matrix=matrix_id).order_by("number"))


def places_of(person_id: int) -> list[Level]:
    """The levels that this person holds in the matrices that are valid now, matrix by matrix."""
    return list(_valid_levels().filter(holder=person_id))


def levels_of_rota(rota_id: int) -> list[Level]:
    """The levels that this rota holds in the matrices that are valid now, matrix by matrix."""
    return list(_valid_levels().filter(rota=rota_id))


def tickets_of_rota(rota_id: int) -> int:
    """How many open tickets climb a ladder in which this rota holds a level."""
    held = Run.objects.filter(frozen__levels__contains=[{"rota_id": rota_id}])
    return held.filter(ticket__closed_at__isnull=True).count()


def _valid_levels() -> QuerySet[Level]:
    newest = Matrix.objects.order_by("slug", "-version").distinct("slug").values("id")
    levels = Level.objects.filter(matrix__in=newest).select_related("matrix")
    return levels.order_by("matrix__name", "matrix", "number")


def ladder_of_matrix(matrix: Matrix) -> ladder.Ladder:
    """A version of a matrix as the pure value that runs freeze."""
    levels = levels_of(matrix)
    return ladder.Ladder(matrix.name, levels, matrix.repeat, matrix.requests, matrix.conditions)


def levels_of(matrix: Matrix) -> tuple[ladder.Level, ...]:
    """The levels of a matrix as pure values."""
    return _levels_of(connection.settings_dict["NAME"], matrix.pk)


def matrix_for(service: Service | None) -> Matrix | None:
    """The matrix that holds, nearest first: service, contract, product, the provider's default.

    Of a matrix the highest version holds. One query.
    """
    if service is None:
        return Matrix.objects.filter(FOR_EVERYBODY).order_by("-version").first()
    found = _nearest(service=service.pk, contract=service.contract_id, product=service.product_id)
    return next(iter(found), None)


def _nearest_first(service: int, contract: int, product: int) -> QuerySet[Matrix]:
    """The matrices that could hold; a contract that there is not is that of no matrix."""
    scopes = Q(service=service) | Q(contract=contract) | Q(product=product) | FOR_EVERYBODY
    nearest = (F(name).asc(nulls_last=True) for name in ("service", "contract", "product"))
    return Matrix.objects.filter(scopes).order_by(*nearest, "-version")[:1]


_nearest = Prepared(_nearest_first, service=-1, contract=-2, product=-3)


def current_matrices() -> list[Matrix]:
    """The newest version of every matrix, by slug."""
    newest = Matrix.objects.order_by("slug", "-version").distinct("slug")
    return list(newest.select_related("product", "contract", "service"))


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
        answers=ladder.Answers(
            critical=row.critical_answer_minutes,
            major=row.major_answer_minutes,
            minor=row.minor_answer_minutes,
            low=row.low_answer_minutes,
        ),
        rota_id=row.rota_id,
    )
