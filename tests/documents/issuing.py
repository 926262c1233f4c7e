"""Issues the documents of the cast, as the worker does."""

from __future__ import annotations

from datetime import datetime

from qendra.accounts.actor import SYSTEM
from qendra.documents.actions.following import SETTLED_AFTER, follow_changes
from qendra.documents.actions.issuing import issue_due
from qendra.documents.models import Issue
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.ladder import DEFAULT_REPEAT, Level
from tests.cast import NOW, Cast


def issued(now: datetime = NOW) -> None:
    """Let the worker follow what changed and issue what is due ten minutes later."""
    while follow_changes(now=now):
        pass
    while issue_due(now=now + SETTLED_AFTER):
        pass


def newest(cast: Cast) -> Issue:
    """The newest version of the transit's document."""
    return Issue.objects.filter(service=cast.transit).order_by("-version")[0]


def publish(levels: tuple[Level, ...], now: datetime = NOW) -> None:
    """The next version of the default matrix."""
    publish_matrix(
        actor=SYSTEM,
        now=now,
        slug="standard",
        name="Standard",
        levels=levels,
        repeat=DEFAULT_REPEAT,
    )
