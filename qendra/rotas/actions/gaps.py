"""Gaps are told a week ahead, once, to whoever manages rotas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from qendra.accounts.rights import Right
from qendra.accounts.selectors import administrators, standing_in
from qendra.rotas.duties import LOOKED_AHEAD, WARNED_AHEAD, gaps_ahead
from qendra.rotas.models import Rota, WarnedGap
from qendra.rotas.notices import tell_of_gaps
from qendra.rotas.rules import Shift
from qendra.rotas.selectors import current_rotas

# A rota in which nothing changed is looked at so often: time itself brings gaps nearer.
LOOKED_EVERY = timedelta(hours=1)
BATCH = 20


def warn_of_gaps(*, now: datetime, limit: int = BATCH) -> int:
    """Look at up to ``limit`` rotas that changed, or that wait for an hour; how many it were.

    Of each, whoever manages rotas is told of the gaps of the coming week that they do not know.
    """
    waiting = Q(looked_at__isnull=True) | Q(looked_at__lte=now - LOOKED_EVERY)
    due = current_rotas().filter(waiting).order_by(F("looked_at").asc(nulls_first=True), "id")
    return sum(_look_at(rota_id, now) for rota_id in list(due.values_list("id", flat=True)[:limit]))


@transaction.atomic
def _look_at(rota_id: int, now: datetime) -> bool:
    """Of what somebody writes at this moment the next round hears."""
    free = Rota.objects.select_for_update(skip_locked=True).filter(ended_at__isnull=True)
    rota = free.filter(id=rota_id).first()
    if rota is None:
        return False
    rota.looked_at = now
    rota.save(update_fields=["looked_at"])
    gaps = gaps_ahead([rota.id], now)[rota.id]
    known = _still_open(rota, gaps, now)
    near = [gap for gap in gaps if gap.start < now + WARNED_AHEAD]
    fresh = [gap for gap in near if not any(_covers(row, gap, now) for row in known)]
    if fresh:
        rows = WarnedGap.objects.bulk_create(_row(rota, gap, now) for gap in fresh)
        people = list(standing_in(Right.ROTAS)) or list(administrators())
        tell_of_gaps(rota, rows, people, now)
    return True


def _still_open(rota: Rota, gaps: Sequence[Shift], now: datetime) -> list[WarnedGap]:
    """What was told and is there still; the rest is over."""
    known = list(WarnedGap.objects.filter(rota=rota, over_at__isnull=True))
    still = [row for row in known if any(_meet(row, gap) for gap in gaps)]
    over = {row.id for row in known} - {row.id for row in still}
    WarnedGap.objects.filter(id__in=over).update(over_at=now)
    return still


def _meet(row: WarnedGap, gap: Shift) -> bool:
    return row.starts_at < gap.end and (row.ends_at is None or gap.start < row.ends_at)


def _covers(row: WarnedGap, gap: Shift, now: datetime) -> bool:
    """Whether all of this gap was told; one that has begun is known by what is left of it."""
    ends_at = _end(gap, now)
    goes_on = row.ends_at is None or (ends_at is not None and ends_at <= row.ends_at)
    return row.starts_at <= gap.start and goes_on


def _end(gap: Shift, now: datetime) -> datetime | None:
    """None where it goes on for as long as we look: tomorrow it would go on for a day more."""
    return gap.end if gap.end < now + LOOKED_AHEAD else None


def _row(rota: Rota, gap: Shift, now: datetime) -> WarnedGap:
    return WarnedGap(rota=rota, starts_at=gap.start, ends_at=_end(gap, now), warned_at=now)
