"""How satisfied customers are: by month, team and customer (G2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from qendra.satisfaction.models import Rating
from qendra.satisfaction.rules import BAD
from qendra.tickets.models import Ticket

MOST_CUSTOMERS = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """What one month, team or customer says. ``share`` of those asked who answered, in percent."""

    name: Any
    asked: int
    rated: int
    bad: int
    mean: float | None

    @property
    def share(self) -> int | None:
        return round(100 * self.rated / self.asked) if self.asked else None


def rating_of(ticket: Ticket) -> Rating | None:
    """The question about this ticket, if there is one."""
    return Rating.objects.filter(ticket=ticket).first()


@dataclass(frozen=True, slots=True)
class Period:
    """Tickets closed since a moment, of the customers that ``seen`` lets through."""

    since: datetime
    seen: Q

    def by_month(self) -> list[Figures]:
        """The months in which tickets were closed, the oldest first."""
        found = self._rows().annotate(name=TruncMonth("closed_at"))
        return _figures(found.values("name"), "name")

    def by_team(self) -> list[Figures]:
        """The teams that had the tickets, by name."""
        return _figures(self._rows().annotate(name=F("team__name")).values("name"), "name")

    def by_customer(self) -> list[Figures]:
        """The customers, the least satisfied first, no more than a page."""
        found = self._rows().filter(score__isnull=False).annotate(name=F("customer__name"))
        return _figures(found.values("name"), "mean")[:MOST_CUSTOMERS]

    def altogether(self) -> Figures:
        """All of them."""
        return Figures(name="", **self._rows().aggregate(**_COUNTS))

    def latest(self, limit: int = 10) -> list[Rating]:
        """The newest answers."""
        rated = self._rows().filter(rated_at__isnull=False).select_related("ticket", "customer")
        return list(rated.order_by("-rated_at", "-id")[:limit])

    def _rows(self) -> QuerySet[Rating]:
        return Rating.objects.filter(self.seen, closed_at__gte=self.since)


_COUNTS: dict[str, Any] = {
    "asked": Count("id"),
    "rated": Count("id", filter=Q(score__isnull=False)),
    "bad": Count("id", filter=Q(score__lte=BAD)),
    "mean": Avg("score"),
}


def _figures(grouped: QuerySet[Any, Any], order: str) -> list[Figures]:
    return [Figures(**each) for each in grouped.annotate(**_COUNTS).order_by(order)]
