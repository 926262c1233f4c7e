"""The loop of documents: follows what was changed to its services, and issues what is due (E1)."""

from __future__ import annotations

from datetime import datetime

from qendra.documents.actions.following import follow_changes
from qendra.documents.actions.issuing import issue_due


def run_once(*, now: datetime) -> int:
    """The next changes and the next documents; how many. Nothing to do: three small queries."""
    return follow_changes(now=now) + issue_due(now=now)
