"""Reads: which service level holds, and its rows as goals and calendars of the pure clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from qendra.catalogue.models import Service
from qendra.lib.prepared import Prepared
from qendra.lib.settled import Settled
from qendra.lib.work import remembered
from qendra.sla import calendar as pure
from qendra.sla.clock import Goal
from qendra.sla.eras import era_of, pure_of
from qendra.sla.models import Calendar, ServiceLevel, Target

FOR_EVERYBODY = Q(service__isnull=True, contract__isnull=True, product__isnull=True)
NEVER = datetime.max.replace(tzinfo=UTC)
# Of the versions of levels, those that a process keeps at hand.
MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Targets:
    """The goals of one priority; ``update`` None: no word in between is promised."""

    response: Goal
    repair: Goal
    update: Goal | None = None


def service_level_for(service: Service | None) -> ServiceLevel | None:
    """The service level of new cases, nearest first: service, contract, product, default.

    As it is in this piece of work.  None only where the provider has not even a default: a
    report is never refused for that.
    """
    scope = (service.pk, service.contract_id, service.product_id) if service else None
    known = _levels()
    if scope not in known:
        if len(known) >= MOST_KEPT:
            known.clear()
        known[scope] = _service_level_for(service)
    return known[scope]


Scope = tuple[int, int | None, int] | None


def _no_level_yet() -> dict[Scope, ServiceLevel | None]:
    return {}


# Levels by what they were asked for; their rows never change, but more come.
_levels = Settled(_no_level_yet, told_by="SELECT count(*) || ':' || max(id) FROM sla_servicelevel")


def _service_level_for(service: Service | None) -> ServiceLevel | None:
    if service is None:
        return ServiceLevel.objects.order_by("-version").filter(FOR_EVERYBODY).first()
    found = _nearest(service=service.pk, contract=service.contract_id, product=service.product_id)
    return next(iter(found), None)


def _nearest_first(service: int, contract: int, product: int) -> QuerySet[ServiceLevel]:
    """The levels that could hold; a contract that there is not is that of no level."""
    own, of_contract, of_product = (
        Q(service=service),
        Q(contract=contract),
        Q(product=product),
    )
    nearness = Case(
        When(own, then=Value(0)),
        When(of_contract, then=Value(1)),
        When(of_product, then=Value(2)),
        default=Value(3),
    )
    levels = ServiceLevel.objects.filter(own | of_contract | of_product | FOR_EVERYBODY)
    return levels.order_by(nearness, "-version")[:1]


_nearest = Prepared(_nearest_first, service=-1, contract=-2, product=-3)


def targets_of(level: ServiceLevel) -> dict[str, Targets]:
    """The goals of each priority; no query when targets and calendars were prefetched."""
    if "targets" in getattr(level, "_prefetched_objects_cache", {}):
        return {row.priority: _goals(row) for row in level.targets.all()}
    return targets_at(level.pk)


def targets_at(level_id: int) -> dict[str, Targets]:
    """The goals of each priority of the level with this key.

    One query in the life of a process: a level's rows never change.
    """
    return _targets_at(connection.settings_dict["NAME"], level_id)


@lru_cache(maxsize=MOST_KEPT)
def _targets_at(database: str, level_id: int) -> dict[str, Targets]:
    rows = Target.objects.filter(service_level=level_id).select_related("calendar")
    return {row.priority: _goals(row) for row in rows}


def strictest(
    levels: Collection[ServiceLevel],
    priority: str,
    *,
    at: datetime,
) -> Targets | None:
    """Of several services' levels, the goals that come due first for a case opened at `at`.

    Each goal for itself.  Which of four hours of an office and eight hours around
    the clock is stricter depends on the moment.  One query; None when no level has the priority.
    """
    rows = Target.objects.filter(service_level__in=levels, priority=priority)
    found = [_goals(row) for row in rows.select_related("calendar").order_by("pk")]
    if not found:
        return None
    updates = [targets.update for targets in found if targets.update]
    return Targets(
        response=_first_due((targets.response for targets in found), at),
        repair=_first_due((targets.repair for targets in found), at),
        update=_first_due(updates, at) if updates else None,
    )


def business_hours(level: ServiceLevel | None = None) -> pure.Calendar:
    """The normal business hours of P5: the provider's, unless the level names others.

    Raises ImproperlyConfigured where the provider has none.
    """
    return business_hours_at(level.pk if level else None)


def business_hours_at(level_id: int | None) -> pure.Calendar:
    """The same for the level with this key.

    A level's own are asked for once in the life of a process, for its rows never change; the
    provider's once in a piece of work.
    """
    own = _own_hours(connection.settings_dict["NAME"], level_id) if level_id else None
    return own or remembered("business hours", _business_hours)


@lru_cache(maxsize=MOST_KEPT)
def _own_hours(database: str, level_id: int) -> pure.Calendar | None:
    level = ServiceLevel.objects.select_related("business_hours").filter(pk=level_id).first()
    row = level.business_hours if level else None
    return pure_calendar(row) if row else None


def _business_hours() -> pure.Calendar:
    row = Calendar.objects.filter(is_business_hours=True).order_by("-version").first()
    if row is None:
        raise ImproperlyConfigured("There are no business hours yet: run `qendra migrate` once.")
    return pure_calendar(row)


def current_calendar(slug: str) -> Calendar | None:
    """The newest version of a calendar."""
    return Calendar.objects.filter(slug=slug).order_by("-version").first()


def current_calendars() -> list[Calendar]:
    """The newest version of every calendar, by name."""
    newest = Calendar.objects.order_by("slug", "-version").distinct("slug")
    return sorted(newest, key=lambda row: row.name)


def current_service_levels() -> list[ServiceLevel]:
    """The newest version of every service level, with its targets; by slug.  Three queries."""
    newest = ServiceLevel.objects.order_by("slug", "-version").distinct("slug")
    return list(newest.prefetch_related("targets__calendar"))


def pure_calendar(row: Calendar) -> pure.Calendar:
    """The stored version as the clock's calendar, public holidays and earlier hours included."""
    return pure_of([*row.earlier, era_of(row)])


def _goals(row: Target) -> Targets:
    calendar = pure_calendar(row.calendar)
    return Targets(
        response=Goal(row.response_minutes * 60, calendar),
        repair=Goal(row.repair_minutes * 60, calendar),
        update=Goal(row.update_minutes * 60, calendar) if row.update_minutes else None,
    )


def _first_due(goals: Iterable[Goal], at: datetime) -> Goal:
    return min(goals, key=lambda goal: pure.moment_after(goal.calendar, at, goal.seconds) or NEVER)
