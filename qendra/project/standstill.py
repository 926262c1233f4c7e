"""Whether the worker stands still, as the desk says it on every page.

Decided here, where pages are answered, from when the worker was last heard of: a dead worker tells
nobody. What was heard is kept as long as it shows by itself that all is well, so that pages of
two minutes rest on one read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.jobs.heartbeat import PAUSE
from qendra.jobs.models import Heartbeat
from qendra.jobs.worker import LOOPS
from qendra.lib.remembering import ForASecond, forgotten_together
from qendra.live.pages import draw, tag_of, unchanged
from qendra.project.watch.looking import LONGEST_SILENCE

NAME = "standstill"


@dataclass(frozen=True, slots=True)
class Beats:
    """When the loop that is silent for longest was last heard of, and the one heard of last."""

    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Standstill:
    """Since when; ``is_whole``: all of the worker, not one of its loops."""

    since: datetime
    is_whole: bool


@ForASecond
def _beats() -> Beats:
    """When the loops were last heard of."""
    return Beats(
        **Heartbeat.objects.filter(name__in=LOOPS).aggregate(first=Min("at"), last=Max("at"))
    )


class Pulse:
    """What this process last heard of the worker."""

    def __init__(self) -> None:
        self._heard: Beats | None = None
        # Since when nothing was ever heard, as long as this process has looked.
        self._never_since: datetime | None = None
        forgotten_together(self)

    def standstill(self, now: datetime) -> Standstill | None:
        """What stands still for more than two minutes; None: nothing does."""
        if self._heard is None or _is_silent(self._since(self._heard, now), now):
            self._heard = _beats()
        since = self._since(self._heard, now)
        if not _is_silent(since, now):
            return None
        last = self._heard.last
        # Loops beat every few seconds, each for itself: who died together was not heard together.
        return Standstill(since, is_whole=last is None or _is_silent(last, now + 2 * PAUSE))

    def _since(self, heard: Beats, now: datetime) -> datetime:
        """Of a new installation, whose worker may be about to start, since the first look."""
        if heard.first is None:
            self._never_since = self._never_since or now
        return heard.first or self._never_since or now

    def forget(self) -> None:
        """As in a process that has just started."""
        self._heard = self._never_since = None


def _is_silent(heard_at: datetime, now: datetime) -> bool:
    return now - heard_at > LONGEST_SILENCE


PULSE = Pulse()


def standstill_now() -> Standstill | None:
    """For the frame of the desk."""
    return PULSE.standstill(timezone.now())


@staff(Right.SEE)
@require_safe
def standstill(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The bar alone, for pages that are open."""
    tag = tag_of(person, standstill_now())
    return unchanged(request, tag) or draw(request, "parts/standstill.html", {}, tag=tag)
