"""All tickets, and one ticket."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.catalogue.access import member_of_some_customer
from qendra.live.pages import draw, tag_of, unchanged
from qendra.panel.case import case_context
from qendra.panel.forms.writing import FilterForm
from qendra.panel.gate import signed_in
from qendra.panel.listing import is_mistyped, matching_tickets, page_of_found, page_of_tickets
from qendra.panel.satisfied import rating_context
from qendra.tickets.access import customer_ticket


@require_safe
@signed_in
def tickets(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The tickets that this person may see, the newest first."""
    member_of_some_customer(person)
    form = FilterForm({"show": "open"} | request.GET.dict())
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "show": "open"}
    found = matching_tickets(person, given["q"], given["show"])
    page = page_of_found if given["q"] else page_of_tickets
    context = {
        "section": "tickets",
        "now": timezone.now(),
        "form": form,
        "page": page(request, found),
        "mistyped": is_mistyped(given["q"]),
        "filtered": bool(given["q"]) or given["show"] != "open",
    }
    return render(request, "panel/tickets.html", context)


@require_safe
@signed_in
def ticket(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """The conversation, where things stand and what happens next."""
    found = customer_ticket(person, ticket_id)
    tag = tag_of(person, found.id, found.version)
    if same := unchanged(request, tag):
        return same
    now = timezone.now()
    context = case_context(person, found, now) | rating_context(person, found, now)
    return draw(request, "panel/ticket.html", context, tag=tag)
