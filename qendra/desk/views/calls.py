"""A call: it opens a ticket, or becomes an entry on one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
from qendra.desk.arriving import arrived, done_by, waiting_call
from qendra.desk.calling import Subject, open_tickets_of, prefilled, subject_of
from qendra.desk.forms.calls import CallForm
from qendra.desk.frame import frame
from qendra.desk.gate import on_the_phone, staff
from qendra.desk.shown.asked import asked_of
from qendra.desk.shown.names import FACT_NAMES
from qendra.desk.shown.sheet import sheet_of_service
from qendra.desk.verifying import NOTHING, Pressed, caller_of, meant, press, verified
from qendra.intake.phone.actions import add_call, take_call
from qendra.lib.errors import Refused
from qendra.tickets.access import staff_ticket
from qendra.tickets.facts import missing_facts
from qendra.tickets.models import Ticket


@staff(Right.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new_call(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Find who calls and the service, write down the facts, open the ticket or add to one.

    Every press keeps all words.
    """
    now = timezone.now()
    is_sent = request.method == "POST"
    data = meant(request.POST) if is_sent else arrived(request.GET, person)
    subject = subject_of(data, person)
    if not {"save", "join"} & request.POST.keys():
        form = _drawn(subject, data, now)
        pressed = press(person, data, form, now) if is_sent else NOTHING
        status = 422 if pressed.refusal else 200
        return _page(request, person, subject, form, now, status=status, pressed=pressed)
    form = _form(subject, now, request.POST)
    if form.is_valid():
        try:
            ticket = _written_down(request, person, form, now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done_by(person, request.POST, ticket, now)
            return _to_ticket(request, ticket, is_new="save" in request.POST)
    return _page(request, person, subject, form, now, status=422)


def _written_down(request: HttpRequest, person: Person, form: CallForm, now: datetime) -> Ticket:
    """The new ticket of the call, or the open one of the same customer that it was added to."""
    join = request.POST.get("join", "")
    method, wrong = verified(person, form, now)
    if wrong:
        raise Refused(wrong)
    call = form.call(method)
    if request.POST.get("call_back"):
        call = replace(call, direction="out")
    if not join:
        return take_call(actor=on_the_phone(person), now=now, call=call)
    ticket = staff_ticket(person, join, Right.WORK)
    if ticket.customer_id != call.customer.id:
        raise Refused(_("This ticket belongs to another customer."))
    return add_call(actor=on_the_phone(person), now=now, ticket_id=ticket.id, call=call)


def _drawn(subject: Subject, data: Mapping[str, Any], now: datetime) -> CallForm:
    """The form with what was typed so far and what the search already said."""
    typed = {name: data[name] for name in CallForm.base_fields if data.get(name)}
    known = prefilled(subject)
    if subject.caller:
        # Somebody was found, or chosen, at this moment.
        typed.pop("caller", None)
    elif "caller" in data:
        known.pop("caller", None)
    form = _form(subject, now, initial=known | typed)
    if subject.service:
        # All is found: what comes next is what they say.
        form.fields["description"].widget.attrs["autofocus"] = True
    return form


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
    pressed: Pressed = NOTHING,
) -> HttpResponseBase:
    context = frame(person, now, "call") | {
        "form": form,
        "subject": subject,
        "sheet": sheet_of_service(subject.service) if subject.service else None,
        "others": open_tickets_of(subject),
        "caller": caller_of(form, now),
        "pressed": pressed,
        "asked": asked_of(form, has_service=subject.service is not None),
        "waiting": waiting_call(request.POST or request.GET, person),
        "is_over": request.POST.get("is_over", ""),
        "is_fresh": request.method == "GET" and not request.GET,
    }
    return render(request, "desk/call.html", context, status=status)


def _to_ticket(request: HttpRequest, ticket: Ticket, *, is_new: bool) -> HttpResponseBase:
    missing = missing_facts(ticket.kind, ticket.service_id, ticket.facts)
    said = _("The ticket is open.") if is_new else _("The call is logged on this ticket.")
    messages.success(request, said, extra_tags="call")
    if missing:
        names = ", ".join(str(FACT_NAMES[name]) for name in missing)
        messages.warning(request, _("Still to be asked: %(facts)s.") % {"facts": names})
    # The caller is still there: the ID to be read out stands open.
    return redirect(f"{ticket_page(ticket)}?read=1")
