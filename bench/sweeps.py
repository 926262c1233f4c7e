"""Sweeps over all open tickets, of which none, some or many are due."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.urls import get_resolver

from bench.figures import Figure
from qendra.escalation.models import Run, Step
from qendra.jobs import escalate

NOTHING_DUE_TIMES = 50


def sweeps(wanted: tuple[int, ...] = (100, 10_000)) -> list[Figure]:
    """Time of a sweep with nothing due; steps a second where so many tickets are due.

    The clock is put forward to the moment at which they are: each step is a real one.
    """
    now = datetime.now(UTC)
    # As the worker does when it starts.
    get_resolver().app_dict  # noqa: B018  # reads the modules of all pages
    _until_at_rest(now)
    return [_nothing_due(now), *(figure for due in wanted for figure in _due(due))]


def _nothing_due(now: datetime) -> Figure:
    began = time.perf_counter()
    for _ in range(NOTHING_DUE_TIMES):
        escalate.run_once(now=now)
    milliseconds = 1000 * (time.perf_counter() - began) / NOTHING_DUE_TIMES
    return Figure("sweep, nothing due", milliseconds, "ms")


def _due(wanted: int) -> list[Figure]:
    coming = Run.objects.filter(next_step_at__isnull=False).order_by("next_step_at")
    moments = list(coming.values_list("next_step_at", flat=True)[:wanted])
    if not moments or moments[-1] is None:
        return []
    before, began = Step.objects.count(), time.perf_counter()
    tickets = _until_at_rest(moments[-1])
    seconds = time.perf_counter() - began
    steps = Step.objects.count() - before
    name = f"sweep, {wanted:,} due"
    return [
        Figure(f"{name}: time", seconds, "s"),
        Figure(f"{name}: steps ({tickets:,} tickets)", steps / seconds, "1/s"),
    ]


def _until_at_rest(now: datetime) -> int:
    """Sweep until nothing is left to do, as the worker does; how much was done."""
    done, until = 0, time.monotonic() + timedelta(hours=1).total_seconds()
    while round_done := escalate.run_once(now=now):
        done += round_done
        if time.monotonic() > until:
            raise TimeoutError("the sweep does not come to an end")
    return done
