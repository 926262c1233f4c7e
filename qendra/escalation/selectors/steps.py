"""Steps behind links, and the tickets that have taken some."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from qendra.escalation.addresses import step_id_of, step_id_of_short, token_of
from qendra.escalation.models import Step
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import open_tickets


def step_of_token(token: str, now: datetime) -> Step | None:
    """The step that an acknowledge page is about; None when the link is worth nothing.

    It is worth something for seven days, and only while the holder is with us.
    """
    step_id = step_id_of(token, now)
    if step_id is None:
        return None
    related = ("run__ticket__customer", "run__ticket__service", "holder", "acknowledged_by")
    steps = Step.objects.select_related(*related).filter(holder__is_active=True)
    return steps.filter(id=step_id).first()


def token_of_short(text: str) -> str | None:
    """What the short address of an SMS stands for; None when we did not write it.

    For how long it is worth something is asked behind it.
    """
    step_id = step_id_of_short(text)
    step = Step.objects.filter(id=step_id).first() if step_id is not None else None
    return token_of(step) if step else None


def is_overtaken(step: Step) -> bool:
    """Whether the ticket has climbed on since this step; it may still be acknowledged."""
    return step.run.level > step.level


def escalated_tickets() -> QuerySet[Ticket]:
    """The desk's queue *escalated*: open tickets on level 1 or higher, what is due first on top."""
    return open_tickets().filter(level__gte=1)
