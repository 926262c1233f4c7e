"""Steps behind links, and the tickets that have taken some."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from qendra.escalation.addresses import (
    ACKNOWLEDGE_WITHIN,
    step_id_of,
    step_id_of_short,
    token_of,
)
from qendra.escalation.codes import code_of
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


def step_answered_by(person_ids: Collection[int], code: str, now: datetime) -> Step | None:
    """The newest step with this code that paged one of these people within seven days."""
    steps = Step.objects.filter(holder__in=person_ids, holder__is_active=True)
    recent = steps.filter(at__gt=now - ACKNOWLEDGE_WITHIN).order_by("-id")
    ids = recent.values_list("id", flat=True)
    return step_to_answer(next((each for each in ids if code_of(each) == code), None))


def step_to_answer(step_id: int | None) -> Step | None:
    """One step with whatever answering it needs."""
    steps = Step.objects.select_related("run__ticket__customer", "holder")
    return steps.filter(id=step_id).first() if step_id is not None else None
