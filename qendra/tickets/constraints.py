"""What the database itself enforces of a ticket."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qendra.lib.constraints import is_one_of
from qendra.tickets import states
from qendra.tickets.deferral import Side
from qendra.tickets.priority import Impact, Priority, Urgency
from qendra.tickets.states import State

TICKET_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="ticket_number_is_nine_digits", condition=Q(number__regex=r"^[0-9]{9}$")
    ),
    is_one_of("ticket_kind_is_known", kind=("fault", "request")),
    is_one_of("ticket_state_is_known", state=State),
    models.CheckConstraint(
        name="ticket_impact_is_known",
        condition=Q(impact__isnull=True) | Q(impact__in=[str(i) for i in Impact]),
    ),
    models.CheckConstraint(
        name="only_faults_have_impact",
        condition=Q(kind="fault") | Q(impact__isnull=True),
    ),
    is_one_of("ticket_urgency_is_known", urgency=Urgency),
    is_one_of("ticket_priority_is_known", priority=Priority),
    is_one_of("ticket_deferral_side_is_known", deferral_by=["", *Side]),
    models.CheckConstraint(
        name="ticket_deferral_proposal_has_an_end_and_no_answer",
        condition=Q(deferral_by="")
        | Q(deferral_until__isnull=False) & ~Q(state=str(State.DEFERRED)),
    ),
    models.CheckConstraint(
        name="ticket_deferral_is_proposed_or_agreed",
        condition=Q(deferral_until__isnull=True)
        | ~Q(deferral_by="")
        | Q(state=str(State.DEFERRED)),
    ),
    models.CheckConstraint(
        name="ticket_goes_on_elsewhere_only_when_merged",
        condition=Q(merged_into__isnull=True) | Q(state=str(State.MERGED)),
    ),
    models.CheckConstraint(
        name="ticket_is_closed_exactly_when_ended",
        condition=(
            Q(closed_at__isnull=False, state__in=[str(s) for s in sorted(states.ENDED)])
            | Q(closed_at__isnull=True) & ~Q(state__in=[str(s) for s in sorted(states.ENDED)])
        ),
    ),
]
