"""The services, and one service with its tabs."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.announcements.selectors import covering
from qendra.catalogue.access import member_of_some_customer
from qendra.catalogue.rights import CustomerRight
from qendra.catalogue.selectors import circuits_of, prefixes_of
from qendra.lib.counting import count
from qendra.lib.paging import page_of
from qendra.panel.gate import own_service, signed_in
from qendra.panel.listing import (
    matching_services,
    open_tickets_by_service,
    own_services,
    page_of_tickets,
)
from qendra.tickets.access import tickets_of
from qendra.tickets.promised import promised

PER_PAGE = 48


@require_safe
@signed_in
def services(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All services, by customer where the person belongs to several.

    With ``?for=ticket`` one is chosen that a new ticket is about, of those that allow it.
    """
    memberships = member_of_some_customer(person)
    own, is_for_ticket = own_services(person), request.GET.get("for") == "ticket"
    if is_for_ticket:
        reporting = [each.customer_id for each in memberships if each.has(CustomerRight.REPORT)]
        own = own.filter(customer__in=reporting)
    words = request.GET.get("q", "").strip()
    found = matching_services(own, words).order_by("customer__name", "code")
    page = page_of(found, request.GET.get("page"), PER_PAGE, lambda: count(found))
    groups = [
        (customer, list(theirs))
        for customer, theirs in groupby(page.rows, key=lambda each: each.customer)
    ]
    context = {
        "section": "services",
        "services": page,
        "groups": groups,
        "words": words,
        "is_for_ticket": is_for_ticket,
        "open_tickets": open_tickets_by_service(person),
    }
    return render(request, "panel/services.html", context)


@require_safe
@signed_in
def service(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """The Overview tab: what the service is made of and what we promise for it."""
    own = own_service(person, code)
    now = timezone.now()
    context = {
        "section": "services",
        "now": now,
        "announcements": covering(own.service, now),
        "service": own.service,
        "may_report": own.may_report,
        "open_tickets": own.open_tickets,
        "circuits": circuits_of(service=own.service.id),
        "prefixes": prefixes_of(service=own.service.id),
        "targets": promised(own.service),
    }
    return render(request, "panel/service.html", context)


@require_safe
@signed_in
def support(request: HttpRequest, person: Person, code: str) -> HttpResponseBase:
    """The Support tab: this service's tickets and one button (S2)."""
    own = own_service(person, code)
    context = {
        "section": "services",
        "now": timezone.now(),
        "service": own.service,
        "may_report": own.may_report,
        "open_tickets": own.open_tickets,
        "page": page_of_tickets(request, tickets_of(person).filter(service=own.service)),
    }
    return render(request, "panel/support.html", context)
