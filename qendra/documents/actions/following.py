"""What was changed is followed to the services whose documents say it.

A change costs one short row; a loop takes it to its services a piece at a time, so that one that
concerns ten thousand of them holds up nothing, and goes on where it stopped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from qendra.catalogue.models import Service
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.selectors import provider
from qendra.documents.models import Changed
from qendra.escalation.models import Level, Matrix
from qendra.escalation.selectors import current_matrices
from qendra.lib.work import piece_of_work
from qendra.sla.models import ServiceLevel

# Edits within so long are one version; nobody waits for the last of them longer than an hour.
SETTLED_AFTER = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=1)
PIECE = 500
CHANGES = 20

_MARK = """
    INSERT INTO documents_due (service_id, first_at, due_at, attempts)
    SELECT id, %(now)s, %(due)s, 0 FROM unnest(%(ids)s::bigint[]) AS id
    ON CONFLICT (service_id) DO UPDATE
    SET due_at = LEAST(EXCLUDED.due_at, documents_due.first_at + %(longest)s)
"""


@transaction.atomic
def follow_changes(*, now: datetime) -> int:
    """Mark the next services that recent changes concern; how many changes were looked at."""
    changes = list(Changed.objects.select_for_update(skip_locked=True).order_by("id")[:CHANGES])
    with piece_of_work():
        for change in changes:
            _follow(change, now)
    return len(changes)


def _follow(change: Changed, now: datetime) -> None:
    found = Service.objects.filter(_concerned(change), id__gt=change.after)
    found = found.filter(state__in=[ServiceState.ACTIVE, ServiceState.SUSPENDED])
    ids = list(found.order_by("id").values_list("id", flat=True)[:PIECE])
    if ids:
        due: dict[str, Any] = {
            "now": now,
            "due": now + SETTLED_AFTER,
            "longest": LONGEST_WAIT,
            "ids": ids,
        }
        with connection.cursor() as cursor:
            cursor.execute(_MARK, due)
    if len(ids) < PIECE:
        change.delete()
    else:
        change.after = ids[-1]
        change.save(update_fields=["after"])


def _concerned(change: Changed) -> Q:
    """The services that what was changed may stand on."""
    match change.kind:
        case "service":
            return Q(id=change.subject_id)
        case "customer":
            return Q(customer=change.subject_id)
        case "matrix":
            return _within(Matrix.objects.filter(id=change.subject_id).first())
        case "level":
            return _within(ServiceLevel.objects.filter(id=change.subject_id).first())
        case "person":
            return _of_holder(change.subject_id)
        case "rota":
            return _of_levels(Level.objects.filter(rota=change.subject_id))
        case _:
            return Q()


def _within(policy: Matrix | ServiceLevel | None) -> Q:
    """The services of a policy's scope; a nearer one may hold for some, which changes nothing."""
    if policy is None:
        return Q(id=-1)
    for name in ("service", "contract", "product"):
        if key := getattr(policy, f"{name}_id"):
            return Q(id=key) if name == "service" else Q(**{name: key})
    return Q()


def _of_holder(person_id: int) -> Q:
    """Those of the matrices in which this person holds a level, where documents name people."""
    house = provider()
    if house.names_holders and house.duty_manager_id == person_id:
        return Q()
    return _of_levels(Level.objects.filter(holder=person_id))


def _of_levels(levels: QuerySet[Level]) -> Q:
    """The services whose present matrix has one of these levels, where documents name people."""
    if not provider().names_holders:
        return Q(id=-1)
    matrices = {each.id: each for each in current_matrices()}
    held = levels.filter(matrix__in=matrices).values_list("matrix")
    scopes = Q(id=-1)
    for (matrix_id,) in held.distinct():
        scope = _within(matrices[matrix_id])
        if not scope:
            return Q()
        scopes |= scope
    return scopes
