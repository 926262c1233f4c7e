"""Reads of announcements: what is current, and what of it a customer is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from qendra.announcements.models import Announcement, Kind
from qendra.catalogue.models import Service

# So many of a customer's services are named with it.
MOST_NAMED = 6


def current(now: datetime) -> QuerySet[Announcement]:
    """Those that are shown: not over, not withdrawn; a maintenance also before it begins."""
    standing = Announcement.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), withdrawn_at__isnull=True
    )
    return standing.filter(Q(kind=Kind.MAINTENANCE) | Q(begins_at__lte=now))


def current_for(customers: Iterable[int], now: datetime) -> list[Announcement]:
    """What these customers are told, incidents first; one query.

    Each has ``codes``: those of their own services that it names.
    """
    theirs = list(customers)
    owned = Service.objects.filter(announcements=OuterRef("pk"), customer__in=theirs)
    told = Q(is_for_all=True) | _names(Q(customers__in=theirs), Q(services__customer__in=theirs))
    codes = owned.order_by("code").values("code")[:MOST_NAMED]
    return _in_order(current(now).filter(told).annotate(codes=ArraySubquery(codes)))


def covering(service: Service, now: datetime) -> list[Announcement]:
    """What this service's owner is told of it; one query.

    Whatever hits everybody, or the customer, hits the service too; a notice has to name it.
    """
    widely = Q(is_for_all=True) | _names(Q(customers=service.customer_id))
    told = (~Q(kind=Kind.NOTICE) & widely) | _names(Q(services=service.id))
    return _in_order(current(now).filter(told))


def known_to_hit(service: Service, now: datetime) -> list[Announcement]:
    """The incidents and the maintenance that are going on, and cover this service."""
    found = covering(service, now)
    return [each for each in found if each.kind != Kind.NOTICE and each.has_begun(now)]


def _names(*ways: Q) -> Q:
    """That one of these holds; each asked for itself, so that no row comes twice."""
    held = Q()
    for way in ways:
        held |= Q(pk__in=Announcement.objects.filter(way).values("pk"))
    return held


def _in_order(found: QuerySet[Announcement]) -> list[Announcement]:
    """Incidents, maintenance, notices, as their words happen to follow; what comes first on top."""
    return list(found.order_by("kind", "begins_at", "id"))
