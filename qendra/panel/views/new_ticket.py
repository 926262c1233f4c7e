"""Reporting in the panel (S2, S6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.announcements.selectors import known_to_hit
from qendra.catalogue.access import membership_with
from qendra.catalogue.models import Service
from qendra.catalogue.rights import CustomerRight
from qendra.files.fields import file_limits
from qendra.lib.errors import Refused
from qendra.panel.forms.reporting import IMPACTS, KINDS, PERMANENCES, URGENCIES, NewTicketForm
from qendra.panel.gate import in_the_panel, own_service, signed_in, to_ticket
from qendra.panel.listing import open_already
from qendra.panel.promises import clocks_of, outcomes, priority_table
from qendra.panel.report import report_of
from qendra.panel.standing import who_has_it
from qendra.tickets.access import customer_ticket
from qendra.tickets.actions.opening import open_ticket


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_ticket(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """The form; sent twice it opens one ticket."""
    now = timezone.now()
    service = own_service(person, code).service
    membership_with(person, service.customer, CustomerRight.REPORT)
    circuits = list(service.circuits.order_by("code"))
    form = NewTicketForm(
        request.POST or None, request.FILES or None, service=service, circuits=circuits, now=now
    )
    if form.is_valid():
        try:
            report = report_of(form.cleaned_data, person, service, now)
            ticket = open_ticket(actor=in_the_panel(person), now=now, report=report)
            return to_ticket(ticket, "panel:sent")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _form_context(form, service, now) | {
        "circuits": circuits,
        "open_already": open_already(person, service),
        "known": known_to_hit(service, now),
    }
    return render(request, "panel/new_ticket.html", context)


@require_safe
@signed_in
def sent(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """The ticket ID, who has it, and by when the first answer and the repair are due."""
    now = timezone.now()
    ticket = customer_ticket(person, ticket_id)
    context = {
        "section": "tickets",
        "now": now,
        "ticket": ticket,
        "who_has_it": who_has_it(ticket),
        "clocks": clocks_of(ticket, person, now),
    }
    return render(request, "panel/sent.html", context)


def _form_context(form: NewTicketForm, service: Service, now: datetime) -> dict[str, Any]:
    return {
        "section": "services",
        "now": now,
        "form": form,
        "service": service,
        "prefixes": service.prefixes.order_by("network"),
        "kinds": KINDS,
        "impacts": IMPACTS,
        "urgencies": URGENCIES,
        "permanences": PERMANENCES,
        "outcomes": outcomes(service),
        "priorities": priority_table(),
    } | file_limits()
