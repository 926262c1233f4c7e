"""What is known of a ticket: its facts and service, its impact and urgency."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.carrying import carry_out
from qendra.desk.forms.facts import FactsForm
from qendra.desk.forms.moving import PriorityForm
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.page import FACTS, PRIORITY
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.facts import change_priority, correct_facts


@staff(Right.WORK)
@require_POST
def facts(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """State or correct facts (S6)."""
    now = timezone.now()
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = FactsForm(request.POST, ticket=ticket, now=now)
    return carry_out(
        request,
        person,
        ticket,
        name=FACTS,
        form=form,
        action=lambda: correct_facts(
            actor=at_the_desk(person),
            now=now,
            ticket_id=ticket.id,
            facts=form.news(),
            service=form.service,
            version=form.cleaned_data["version"],
        ),
        said=_("The facts are written down."),
    )


@staff(Right.WORK)
@require_POST
def priority(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Change impact or urgency; the priority follows by the matrix (P1)."""
    now = timezone.now()
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = PriorityForm(request.POST, ticket=ticket)
    return carry_out(
        request,
        person,
        ticket,
        name=PRIORITY,
        form=form,
        action=lambda: change_priority(
            actor=at_the_desk(person),
            now=now,
            ticket_id=ticket.id,
            impact=form.impact_chosen(),
            urgency=form.urgency_chosen(),
            reason=form.cleaned_data["reason"],
            reach=form.reach_chosen(),
            version=form.cleaned_data["version"],
        ),
        said=_("Priority and deadlines follow from it."),
    )
