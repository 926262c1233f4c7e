"""The loop of imports: checks files that arrived, and applies those that somebody released."""

from __future__ import annotations

from datetime import datetime

from qendra.catalogue.actions.importing import apply_some, check_some


def run_once(*, now: datetime) -> int:
    """The next piece of one file of each; how many lines."""
    return check_some(now=now) + apply_some(now=now)
