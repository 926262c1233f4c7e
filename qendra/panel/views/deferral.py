"""Deferral by agreement in the panel (P5): propose, agree or decline, take back, it got worse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.panel.case import case_context
from qendra.panel.forms.deferring import AnswerForm, ProposeForm, WorseForm
from qendra.panel.forms.writing import ReplyForm
from qendra.panel.gate import in_the_panel, signed_in, to_ticket
from qendra.tickets.access import customer_ticket, customer_ticket_to_defer
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.deferring import answer_deferral, propose_deferral, withdraw_deferral
from qendra.tickets.actions.writing import Words
from qendra.tickets.deferral import Side
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket


@require_POST
@signed_in
def propose(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """It can wait until business hours begin, if we agree."""
    ticket = customer_ticket_to_defer(person, ticket_id)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _again(request, person, ticket, propose_form=form)
    try:
        propose_deferral(
            actor=in_the_panel(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            side=Side.CUSTOMER,
            words=Words(text=form.cleaned_data["text"]),
            key=f"panel:{person.id}:{form.cleaned_data['token']}",
        )
    except Refused as refusal:
        return _refused(request, person, ticket, str(refusal), form.cleaned_data["text"])
    messages.success(request, _("Proposed. Until we agree, we go on as promised."))
    return to_ticket(ticket)


@require_POST
@signed_in
def answer(request: HttpRequest, person: Person, ticket_id: str, number: int) -> HttpResponseBase:
    """Agree to our proposal or decline it; or take one's own back."""
    ticket = customer_ticket_to_defer(person, ticket_id)
    if request.POST.get("answer") == "withdraw":
        return _withdraw(request, person, ticket, number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, person, ticket, answer_form=form)
    accepts = form.cleaned_data["answer"] == "agree"
    try:
        answer_deferral(
            actor=in_the_panel(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            number=number,
            side=Side.CUSTOMER,
            accepts=accepts,
            words=Words(text=form.cleaned_data["text"]),
        )
    except Refused as refusal:
        return _refused(request, person, ticket, str(refusal), form.cleaned_data["text"])
    told = (
        _("Agreed. It waits, and we go on by ourselves.") if accepts else _("Declined. We go on.")
    )
    messages.success(request, told)
    return to_ticket(ticket)


@require_POST
@signed_in
def worse(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """It does more harm now: whatever was agreed ends, and we go on at once."""
    ticket = customer_ticket(person, ticket_id)
    form = WorseForm(request.POST)
    if not form.is_valid():
        return _again(request, person, ticket, worse_form=form)
    now = timezone.now()
    message = CustomerMessage(
        key=f"panel:{person.id}:{form.cleaned_data['token']}",
        words=Words(text=form.cleaned_data["text"]),
        received_at=now,
        source=Source.FORM,
        facts=(Fact(FactName.IMPACT, form.cleaned_data["impact"], Source.FORM),),
    )
    add_customer_message(actor=in_the_panel(person), now=now, ticket_id=ticket.id, message=message)
    messages.success(request, _("Thank you for saying so. It is not put off, and we go on now."))
    return to_ticket(ticket)


def _withdraw(
    request: HttpRequest, person: Person, ticket: Ticket, number: int
) -> HttpResponseBase:
    actor, now = in_the_panel(person), timezone.now()
    try:
        withdraw_deferral(
            actor=actor, now=now, ticket_id=ticket.id, number=number, side=Side.CUSTOMER
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Taken back. We go on as promised."))
    return to_ticket(ticket)


def _refused(
    request: HttpRequest, person: Person, ticket: Ticket, why: str, text: str
) -> HttpResponseBase:
    """The page as it is now, with why, and what was typed in the answer below it."""
    messages.warning(request, why)
    fresh = customer_ticket(person, ticket.number)
    reply = ReplyForm(initial={"text": text})
    context = case_context(person, fresh, timezone.now(), reply_form=reply)
    return render(request, "panel/ticket.html", context, status=409)


def _again(
    request: HttpRequest, person: Person, ticket: Ticket, **returned: Any
) -> HttpResponseBase:
    """The page with the form as it was sent, and what is missing in it."""
    context = case_context(person, ticket, timezone.now())
    return render(request, "panel/ticket.html", context | returned, status=422)
