"""A call that opens a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.addresses import ticket_page
from qendra.desk.calling import Subject, open_tickets_of, prefilled, subject_of
from qendra.desk.forms.calls import CallForm
from qendra.desk.frame import frame
from qendra.desk.gate import on_the_phone, staff
from qendra.desk.shown.names import FACT_NAMES
from qendra.desk.shown.sheet import sheet_of_service
from qendra.intake.phone.actions import take_call
from qendra.lib.errors import Refused
from qendra.tickets.facts import REQUIRED, FactName, missing_facts
from qendra.tickets.models import Ticket


@staff(Right.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new_call(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Find the service, write down the facts, open the ticket; every press keeps all words."""
    now = timezone.now()
    data = request.POST if request.method == "POST" else request.GET
    subject = subject_of(data, person)
    if "save" not in request.POST:
        return _page(request, person, subject, _drawn(subject, data, now), now)
    form = _form(subject, now, request.POST)
    if form.is_valid():
        try:
            ticket = take_call(actor=on_the_phone(person), now=now, call=form.call())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_ticket(request, ticket)
    return _page(request, person, subject, form, now, status=422)


def _drawn(subject: Subject, data: Mapping[str, Any], now: datetime) -> CallForm:
    """The form with what was typed so far and what the search already said."""
    typed = {name: data[name] for name in CallForm.base_fields if data.get(name)}
    return _form(subject, now, initial=prefilled(subject) | typed)


def _form(subject: Subject, now: datetime, *data: Any, **options: Any) -> CallForm:
    return CallForm(
        *data,
        customer=subject.customer,
        service=subject.service,
        zone=subject.zone(provider_of_pages().time_zone),
        now=now,
        **options,
    )


def _page(
    request: HttpRequest,
    person: Person,
    subject: Subject,
    form: CallForm,
    now: datetime,
    status: int = 200,
) -> HttpResponseBase:
    context = frame(person, now, "call") | {
        "form": form,
        "subject": subject,
        "sheet": sheet_of_service(subject.service) if subject.service else None,
        "others": open_tickets_of(subject),
        "asked": _asked(subject, form),
        "is_fresh": request.method == "GET" and not request.GET,
    }
    return render(request, "desk/call.html", context, status=status)


def _asked(subject: Subject, form: CallForm) -> list[tuple[str, bool]]:
    """The required facts, and whether each is there already."""
    return [
        (
            str(FACT_NAMES[name]),
            bool(subject.service if name is FactName.SERVICE_ID else form[str(name)].value()),
        )
        for name in REQUIRED
    ]


def _to_ticket(request: HttpRequest, ticket: Ticket) -> HttpResponseBase:
    missing = missing_facts(ticket.kind, ticket.service_id, ticket.facts)
    messages.success(request, _("The ticket is open."), extra_tags="call")
    if missing:
        names = ", ".join(str(FACT_NAMES[name]) for name in missing)
        messages.warning(request, _("Still to be asked: %(facts)s.") % {"facts": names})
    return redirect(ticket_page(ticket))
