"""A fault that hits a site or many customers rises by one step, by itself and once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from qendra.accounts.actor import SYSTEM
from qendra.tickets.actions.writing import Write, save_all
from qendra.tickets.entries import PriorityChanged
from qendra.tickets.faults import faults_between, name_of
from qendra.tickets.matrices import current_matrix
from qendra.tickets.models import Ticket
from qendra.tickets.notices import tell_of_corrections
from qendra.tickets.priority import Priority, raised
from qendra.tickets.rise import Found, far_reaching

BATCH = 100
# What is older was looked at by people long ago; after a standstill it is no news.
FRESH = timedelta(days=1)


@transaction.atomic
def raise_far_reaching(*, now: datetime, limit: int = BATCH) -> int:
    """Look at the faults beside up to ``limit`` new or changed ones; how many were looked at.

    Those that turn out to hit a site or many customers rise by one step, the earlier ones with
    the last. Each rises once in its life: what an agent takes back stays so. One worker at a
    time; tickets that somebody works on this moment are left for the next round.
    """
    flagged = Ticket.objects.filter(reach_due=True).order_by("id")
    if not flagged.exists() or not _is_alone():
        return 0
    free = flagged.select_for_update(skip_locked=True, of=("self",))
    looked_at = dict(free.values_list("id", "opened_at")[:limit])
    if not looked_at:
        return 0
    Ticket.objects.filter(id__in=looked_at).update(reach_due=False)
    fresh = [at for at in looked_at.values() if at > now - FRESH]
    if fresh:
        _look_around(min(fresh), max(fresh), now)
    return len(looked_at)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('qendra rise'))")
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


def _look_around(first: datetime, last: datetime, now: datetime) -> None:
    """Judge all that lies as near to these moments as the rule looks, each by its own hour."""
    thresholds = current_matrix().thresholds
    near = timedelta(minutes=thresholds.minutes)
    faults = faults_between(first - 2 * near, last + 2 * near)
    asked = {
        each.ticket
        for each in faults
        if each.can_rise and first - near <= each.opened_at <= last + near
    }
    found = far_reaching(faults, asked, thresholds) if asked else {}
    if found:
        _rise(found, thresholds.minutes, now)


def _rise(found: Mapping[int, Found], minutes: int, now: datetime) -> None:
    names = {thing: name_of(thing) for thing in {each.thing for each in found.values()}}
    rows = (
        Ticket.objects.select_related("customer", "service", "assignee", "team")
        .select_for_update(of=("self",))
        .filter(id__in=found, reach__isnull=True, closed_at__isnull=True)
        .exclude(priority=Priority.CRITICAL)
        .order_by("id")
    )
    writes, told = [], []
    for ticket in rows:
        seen = found[ticket.id]
        body = PriorityChanged(
            impact=ticket.impact,
            urgency=ticket.urgency,
            before=ticket.priority,
            after=raised(Priority(ticket.priority), seen.reach),
            reason="",
            matrix_version=ticket.matrix_version,
            reach=seen.reach,
            shared=seen.thing[0],
            name=names[seen.thing],
            count=seen.count,
            minutes=minutes,
        )
        write = Write(ticket, actor=SYSTEM, now=now)
        told.append((ticket, write.add(body, visible=True, key=f"rise:{ticket.id}"), body))
        writes.append(write)
    save_all(writes)
    tell_of_corrections(told, now)
