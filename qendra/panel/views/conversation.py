"""Writing on a ticket: answer, confirm the repair, reopen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.panel.case import case_context
from qendra.panel.forms.writing import ReopenForm, ReplyForm
from qendra.panel.gate import in_the_panel, signed_in, to_ticket
from qendra.tickets.access import customer_ticket
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.moving import confirm_repair, dispute_repair
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Ticket
from qendra.tickets.uploads import kept

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
@signed_in
def reply(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Add what the customer writes; after an error the page comes back with it."""
    ticket = customer_ticket(person, ticket_id)
    if request.method != "POST":
        return to_ticket(ticket)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            landed_on = _add(person, ticket, form.cleaned_data)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return _after_message(request, ticket, landed_on)
    context = case_context(person, ticket, timezone.now(), reply_form=form)
    return render(request, "panel/ticket.html", context)


@require_http_methods(GET_AND_POST)
@signed_in
def reopen(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """It does not work after all: say what you see, and work goes on."""
    ticket = customer_ticket(person, ticket_id)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            words = Words(text=form.cleaned_data["text"])
            actor, now = in_the_panel(person), timezone.now()
            dispute_repair(actor=actor, now=now, ticket_id=ticket.id, words=words)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("The ticket is open again, and we go on.")
            messages.success(request, told, extra_tags=f"reopen:{ticket.number}")
            return to_ticket(ticket)
    context = {"section": "tickets", "ticket": ticket, "form": form}
    return render(request, "panel/reopen.html", context)


@require_http_methods(GET_AND_POST)
@signed_in
def confirm(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Yes, it works again: the ticket closes."""
    ticket = customer_ticket(person, ticket_id)
    if request.method == "POST":
        try:
            confirm_repair(actor=in_the_panel(person), now=timezone.now(), ticket_id=ticket.id)
            messages.success(request, _("Thank you. The ticket is closed."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return to_ticket(ticket)


def _add(person: Person, ticket: Ticket, given: dict[str, Any]) -> Ticket:
    now = timezone.now()
    message = CustomerMessage(
        key=f"panel:{person.id}:{given['token']}",
        words=Words(text=given["text"], files=kept(given["attachments"], now)),
        received_at=now,
        source=Source.FORM,
    )
    actor = in_the_panel(person)
    return add_customer_message(actor=actor, now=now, ticket_id=ticket.id, message=message)


def _after_message(request: HttpRequest, ticket: Ticket, landed_on: Ticket) -> HttpResponseBase:
    """Back to the ticket; to the new one where the old was closed too long ago."""
    draft = f"reply:{ticket.number}"
    if landed_on.id == ticket.id:
        told = _("Sent. It stands in the ticket now.")
        messages.success(request, told, extra_tags=draft)
        return to_ticket(ticket)
    told = _("That ticket was closed long ago, so this is a new one, linked to it.")
    messages.success(request, told, extra_tags=draft)
    return to_ticket(landed_on, "panel:sent")
