"""Moving a ticket: to a person or team, to another state, up its ladder."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.acts import ASSIGN, ESCALATE, key_of_move
from qendra.desk.carrying import carry_out
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.moving import AssignForm, EscalateForm, MoveForm
from qendra.desk.gate import at_the_desk, on_the_phone, staff
from qendra.desk.models import Held
from qendra.desk.moving import move_or_hold
from qendra.desk.shown.facts import zone_of
from qendra.desk.verifying import method_stated
from qendra.escalation.access import staff_step, staff_ticket_to_escalate
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.by_staff import escalate_by_staff
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.models import Reason
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.moving import assign
from qendra.tickets.models import Ticket


@staff(Right.WORK)
@require_POST
def assignment(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Give the ticket to a person, a team or both."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = AssignForm(request.POST, ticket=ticket)
    return carry_out(
        request,
        person,
        ticket,
        name=ASSIGN,
        form=form,
        action=lambda: assign(
            actor=at_the_desk(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            assignee=form.cleaned_data["assignee"],
            team=form.cleaned_data["team"],
            version=form.cleaned_data["version"],
        ),
        said=_("Assigned."),
    )


@staff(Right.WORK)
@require_POST
def moves(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Wait, restore, resolve, close, cancel, go on."""
    now = timezone.now()
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    to = request.POST.get("to", "")
    form = MoveForm(request.POST, to=to, zone=zone_of(ticket), now=now)
    return carry_out(
        request,
        person,
        ticket,
        name=key_of_move(to),
        form=form,
        action=lambda: _move(person, ticket, form, now),
        said=_("Done."),
    )


def _move(person: Person, ticket: Ticket, form: MoveForm, now: datetime) -> Held | Ticket | None:
    given = form.cleaned_data
    return move_or_hold(
        actor=at_the_desk(person),
        now=now,
        ticket=ticket,
        to=form.state(),
        reason=given["reason"],
        reference=given["reference"],
        happened_at=given["happened_at"],
        version=given["version"],
    )


@staff(Right.ESCALATE)
@require_POST
def escalation(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Write down that a customer asks for the next level on the telephone (E2, E4)."""
    ticket = staff_ticket_to_escalate(person, ticket_id)
    form = EscalateForm(request.POST, ticket=ticket)
    return carry_out(
        request,
        person,
        ticket,
        name=ESCALATE,
        form=form,
        action=lambda: _escalate(person, ticket, form),
        said=_("The request is recorded, and the level was told."),
    )


def _escalate(person: Person, ticket: Ticket, form: EscalateForm) -> object:
    given, now = form.cleaned_data, timezone.now()
    key = f"desk:{given['token']}"
    if given["on_behalf_of"] is None:
        return escalate_by_staff(
            actor=at_the_desk(person),
            now=now,
            ticket_id=ticket.id,
            reason=given["reason"],
            key=key,
        )
    return request_escalation(
        actor=on_the_phone(person),
        now=now,
        ticket_id=ticket.id,
        kind=given["why"] or Reason.OTHER,
        reason=given["reason"],
        call_back=given["call_back"],
        on_behalf_of=given["on_behalf_of"],
        key=key,
        verified=method_stated(person, given, given["on_behalf_of"], now),
    )


@staff(Right.SEE)
@require_POST
def acknowledgement(request: HttpRequest, person: Person, step_id: int) -> HttpResponseBase:
    """Take an escalation step: as its holder, or with the right to."""
    step = staff_step(person, step_id)
    form = DrawnForm(request.POST)
    return carry_out(
        request,
        person,
        staff_ticket(person, step.run.ticket.number),
        name="acknowledge",
        form=form,
        action=lambda: acknowledge_step(
            actor=at_the_desk(person), now=timezone.now(), step_id=step.id
        ),
        said=_("Acknowledged. The customer reads that you have it."),
    )
