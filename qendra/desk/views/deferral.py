"""Deferral by agreement at the desk (P5)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.carrying import carry_out
from qendra.desk.forms.deferring import AnswerForm, CallForm, ProposeForm
from qendra.desk.gate import at_the_desk, on_the_phone, staff
from qendra.desk.shown.deferral import ANSWER, CALL, PROPOSE
from qendra.desk.verifying import method_stated
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.deferring import (
    answer_deferral,
    log_deferral_call,
    propose_deferral,
    withdraw_deferral,
)
from qendra.tickets.actions.writing import Words
from qendra.tickets.agreement import who_may_agree
from qendra.tickets.deferral import Side
from qendra.tickets.models import Ticket


@staff(Right.WORK)
@require_POST
def propose(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Ask the customer whether it can wait until business hours begin."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = ProposeForm(request.POST, auto_id="id_deferral_%s")
    return carry_out(
        request,
        person,
        ticket,
        name=PROPOSE,
        form=form,
        action=lambda: propose_deferral(
            actor=at_the_desk(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            side=Side.PROVIDER,
            words=Words(text=form.cleaned_data["text"]),
            key=f"desk:{form.cleaned_data['token']}",
        ),
        said=_("Proposed. Until the customer agrees, the clocks run."),
    )


@staff(Right.WORK)
@require_POST
def answer(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Agree to what the customer proposes, decline, or take our own proposal back."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = AnswerForm(request.POST, auto_id="id_deferral_answer_%s")
    return carry_out(
        request,
        person,
        ticket,
        name=ANSWER,
        form=form,
        action=lambda: _answer(person, ticket, form, timezone.now()),
        said=_("Done."),
    )


@staff(Right.WORK)
@require_POST
def call(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Write down what a contact said on the telephone; a mail confirms it."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = CallForm(request.POST, people=who_may_agree(ticket))
    return carry_out(
        request,
        person,
        ticket,
        name=CALL,
        form=form,
        action=lambda: _log_call(person, ticket, form, timezone.now()),
        said=_("The call is logged, and a mail confirms it."),
    )


def _log_call(person: Person, ticket: Ticket, form: CallForm, now: datetime) -> Ticket:
    given = form.cleaned_data
    return log_deferral_call(
        actor=on_the_phone(person),
        now=now,
        ticket_id=ticket.id,
        contact=given["contact"],
        accepts=given["answer"] == "agree",
        words=Words(text=given["text"]),
        key=f"desk:{given['token']}",
        verified=method_stated(person, given, given["contact"], now),
    )


def _answer(person: Person, ticket: Ticket, form: AnswerForm, now: datetime) -> Ticket:
    given = form.cleaned_data
    actor, number = at_the_desk(person), given["number"]
    if given["answer"] == "withdraw":
        return withdraw_deferral(
            actor=actor, now=now, ticket_id=ticket.id, number=number, side=Side.PROVIDER
        )
    return answer_deferral(
        actor=actor,
        now=now,
        ticket_id=ticket.id,
        number=number,
        side=Side.PROVIDER,
        accepts=given["answer"] == "agree",
        words=Words(text=given["text"]),
    )
