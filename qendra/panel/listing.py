"""What the lists of the panel show: services with their open tickets, tickets by a filter."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from qendra.accounts.models import Person
from qendra.catalogue.access import services_of
from qendra.catalogue.models import Service
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.selectors import provider_of_pages
from qendra.lib import ticket_id
from qendra.lib.counting import count
from qendra.lib.paging import Page, page_of
from qendra.tickets.access import tickets_of
from qendra.tickets.finding import hits_among, with_words
from qendra.tickets.models import Ticket

PER_PAGE = 20
MOST_OPEN_ALREADY = 3


def own_services(person: Person) -> QuerySet[Service]:
    """The living services of the person's customers."""
    living = services_of(person).exclude(state=ServiceState.CEASED)
    return living.select_related("product", "site", "customer")


def open_tickets_by_service(person: Person) -> dict[int | None, int]:
    """How many open tickets that the person may see each service has; one query."""
    is_open = tickets_of(person).filter(closed_at__isnull=True)
    return dict(is_open.values_list("service").annotate(Count("id")))


def open_already(person: Person, service: Service) -> list[Ticket]:
    """The newest open tickets of a service that the person may see; one query or two."""
    theirs = tickets_of(person).filter(service=service, closed_at__isnull=True)
    return list(theirs.order_by("-opened_at", "-id")[:MOST_OPEN_ALREADY])


def matching_services(services: QuerySet[Service], words: str) -> QuerySet[Service]:
    """Those whose ID, name, site or product holds the words."""
    if not words:
        return services
    return services.filter(
        Q(code__icontains=words)
        | Q(name__icontains=words)
        | Q(site__name__icontains=words)
        | Q(product__name__icontains=words)
    )


def matching_tickets(person: Person, words: str, show: str) -> QuerySet[Ticket]:
    """The person's tickets with this ID, or about these words, as ``finding`` reads them.

    The ID and the name of a service may hold the words anywhere. A ticket ID is found whatever
    its state; else ``show`` is open, closed or all.
    """
    tickets = tickets_of(person)
    found = ticket_id.parse(words, provider_of_pages().ticket_prefix) if words else None
    if found:
        return tickets.filter(number=found.number)
    if words:
        named = Q(code__icontains=words) | Q(name__icontains=words)
        # Also those that are no longer theirs: their old tickets are.
        services = list(Service.objects.filter(named).values_list("id", flat=True))
        tickets = with_words(tickets, words, Q(service__in=services))
    if show in {"open", "closed"}:
        tickets = tickets.filter(closed_at__isnull=show == "open")
    return tickets


def is_mistyped(words: str) -> bool:
    """Whether somebody meant a ticket ID and got a digit wrong."""
    found = ticket_id.parse(words, provider_of_pages().ticket_prefix) if words else None
    return found is not None and found.reading is ticket_id.Reading.MISTYPED


def page_of_tickets(request: HttpRequest, tickets: QuerySet[Ticket]) -> Page[Ticket]:
    """One page of a list of tickets, the newest first."""
    newest = tickets.select_related("service").order_by("-opened_at", "-id")
    return page_of(newest, request.GET.get("page"), PER_PAGE, lambda: count(tickets))


def page_of_found(request: HttpRequest, tickets: QuerySet[Ticket]) -> Page[Ticket]:
    """One page of tickets that words found, the newest first."""
    hits = hits_among(tickets)
    page = page_of(hits, request.GET.get("page"), PER_PAGE, lambda: hits.total)
    found = Ticket.objects.filter(id__in=page.rows).select_related("service")
    return page.of(list(found.order_by("-opened_at", "-id")))
