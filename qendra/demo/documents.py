"""The escalation documents of the demo, issued when its services began; nobody gets their mails."""

from __future__ import annotations

from datetime import datetime

from qendra.documents.actions.following import SETTLED_AFTER, follow_changes
from qendra.documents.actions.issuing import issue_due


def issue_documents(now: datetime) -> None:
    """Every document that there is to issue."""
    while follow_changes(now=now):
        pass
    while issue_due(now=now + SETTLED_AFTER, is_mailed=False):
        pass
