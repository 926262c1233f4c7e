"""The first page: what is open, and what the customer has."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.catalogue.access import member_of_some_customer
from qendra.panel.gate import signed_in
from qendra.panel.listing import own_services
from qendra.tickets.access import tickets_of

MOST_TICKETS = 8
MOST_SERVICES = 9


@require_safe
@signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Open tickets and services; our own staff go to the desk instead."""
    if person.is_staff_member and not person.memberships.exists():
        return redirect("/desk/")
    member_of_some_customer(person)
    open_tickets = tickets_of(person).filter(closed_at__isnull=True)
    due_first = F("due_at").asc(nulls_last=True)
    tickets = open_tickets.select_related("service").order_by(due_first, "-id")
    services = own_services(person).order_by(F("open_tickets").desc(), "code")
    service_total, open_total = services.count(), open_tickets.count()
    context = {
        "section": "overview",
        "now": timezone.now(),
        "greeting": _("Welcome, %(name)s") % {"name": person.name},
        "summary": summary(open_total),
        "tickets": tickets[:MOST_TICKETS],
        "services": services[:MOST_SERVICES],
        "service_total": service_total,
        "more_services": service_total > MOST_SERVICES,
    }
    return render(request, "panel/overview.html", context)


def summary(open_total: int) -> str:
    """How things are, in one sentence."""
    if not open_total:
        return _("No ticket is open.")
    return ngettext("One ticket is open.", "%(open)d tickets are open.", open_total) % {
        "open": open_total
    }
