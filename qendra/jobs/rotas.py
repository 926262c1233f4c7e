"""The loop of rotas: gaps that come near are told."""

from __future__ import annotations

from datetime import datetime

from qendra.rotas.actions.gaps import warn_of_gaps


def run_once(*, now: datetime) -> int:
    """The rotas that changed or wait; how many. Nothing to do: one small query."""
    return warn_of_gaps(now=now)
