"""Asking for the next level (E2, E4)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.escalation.access import customer_ticket_to_escalate
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.models import Outcome, Reason, Request
from qendra.escalation.selectors import ladder_of
from qendra.lib.errors import Refused
from qendra.panel.forms.writing import EscalateForm
from qendra.panel.gate import in_the_panel, signed_in, to_ticket
from qendra.panel.ladder import ladder_for
from qendra.tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def escalate(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """The ladder, the reason, and whether to call back. Every request is accepted (E4)."""
    ticket = customer_ticket_to_escalate(person, ticket_id)
    form = EscalateForm(request.POST or None, initial={"number": person.phone})
    if form.is_valid():
        try:
            asked = _ask(person, ticket, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            draft = f"escalate:{ticket.number}"
            messages.success(request, _answer(asked), extra_tags=draft)
            return to_ticket(ticket)
    now = timezone.now()
    context = {
        "section": "tickets",
        "now": now,
        "ticket": ticket,
        "form": form,
        "ladder": ladder_for(ladder_of(ticket), now, is_settled=not ticket.clock_changed),
    }
    return render(request, "panel/escalate.html", context)


def _ask(person: Person, ticket: Ticket, form: EscalateForm) -> Request:
    given = form.cleaned_data
    return request_escalation(
        actor=in_the_panel(person),
        now=timezone.now(),
        ticket_id=ticket.id,
        kind=given["why"] or Reason.OTHER,
        reason=given["reason"],
        call_back=given["call_back"],
        number=given["number"],
        key=f"panel:{person.id}:{given['token']}",
    )


def _answer(asked: Request) -> str:
    if asked.outcome == Outcome.STEPPED:
        return _("The next level has been told. You get their answer by mail and here.")
    return _("The level that has the ticket has been reminded with your words.")
