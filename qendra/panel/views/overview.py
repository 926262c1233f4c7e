"""The first page: what is open, and what the customer has."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.announcements.selectors import current_for
from qendra.catalogue.access import member_of_some_customer
from qendra.catalogue.models import Membership, Service
from qendra.catalogue.rights import CustomerRight
from qendra.panel.gate import signed_in
from qendra.panel.listing import open_tickets_by_service, own_services
from qendra.tickets.access import tickets_of
from qendra.tickets.models import Ticket

MOST_TICKETS = 8
MOST_SERVICES = 9


@require_safe
@signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Open tickets and services; our own staff go to the desk instead."""
    if person.is_staff_member and not person.memberships.exists():
        return redirect("/desk/")
    memberships = member_of_some_customer(person)
    now = timezone.now()
    by_service = open_tickets_by_service(person)
    has_open = Case(When(id__in=[each for each in by_service if each], then=0), default=1)
    services = own_services(person).order_by(has_open, "code")
    service_total = services.count()
    shown = list(services[:MOST_SERVICES])
    context = {
        "section": "overview",
        "now": now,
        "announcements": current_for([each.customer_id for each in memberships], now),
        "greeting": _("Welcome, %(name)s") % {"name": person.name},
        "summary": summary(sum(by_service.values())),
        "tickets": _due_first(person)[:MOST_TICKETS],
        "services": shown,
        "new_ticket_url": new_ticket_url(memberships, shown, service_total),
        "open_tickets": by_service,
        "service_total": service_total,
        "more_services": service_total > MOST_SERVICES,
    }
    return render(request, "panel/overview.html", context)


def new_ticket_url(
    memberships: Sequence[Membership], shown: Sequence[Service], service_total: int
) -> str:
    """Where a new ticket begins: the form of the only service that it can be about, else the list.

    Empty for whoever may report for none.
    """
    reporting = {each.customer_id for each in memberships if each.has(CustomerRight.REPORT)}
    can_be = [each.code for each in shown if each.customer_id in reporting]
    if service_total <= len(shown) and len(can_be) <= 1:
        return reverse("panel:new_ticket", args=can_be) if can_be else ""
    return f"{reverse('panel:services')}?for=ticket" if reporting else ""


def _due_first(person: Person) -> QuerySet[Ticket]:
    is_open = tickets_of(person).filter(closed_at__isnull=True)
    return is_open.select_related("service").order_by(F("due_at").asc(nulls_last=True), "-id")


def summary(open_total: int) -> str:
    """How things are, in one sentence."""
    if not open_total:
        return _("No ticket is open.")
    return ngettext("One ticket is open.", "%(open)d tickets are open.", open_total) % {
        "open": open_total
    }
