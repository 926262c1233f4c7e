"""Who may open a customers' page: somebody who is signed in, and only what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.access import membership_and_service
from qendra.catalogue.models import Service
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.rights import CustomerRight
from qendra.catalogue.selectors import provider_of_pages
from qendra.tickets.access import open_count
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Ticket

P = ParamSpec("P")
PersonView = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: PersonView[P]) -> View[P]:
    """Give the view the person; anybody else is asked to sign in and comes back."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path())
        return view(request, request.user, *args, **kwargs)

    return checked


@dataclass(frozen=True, slots=True)
class OwnService:
    """A service of one of the person's customers, and what the person may do there.

    ``open_tickets`` counts those of the service that the person may see, as ``counting`` does.
    """

    service: Service
    open_tickets: int
    may_report: bool


def own_service(person: Person, code: str) -> OwnService:
    """The service as its customer sees it; 404 for everybody else, our own staff too."""
    membership, service = membership_and_service(person, code)
    is_live = service.state != ServiceState.CEASED
    return OwnService(
        service,
        open_tickets=open_count(membership, service),
        may_report=is_live and membership.has(CustomerRight.REPORT),
    )


def in_the_panel(person: Person) -> Actor:
    """The person as an actor of an action."""
    return Actor(person, Channel.PANEL)


def ticket_page(ticket: Ticket, page: str = "panel:ticket") -> str:
    """The address of one of a ticket's pages."""
    return reverse(page, args=[shown_id(ticket, provider_of_pages())])


def to_ticket(ticket: Ticket, page: str = "panel:ticket") -> HttpResponseBase:
    """Go to one of a ticket's pages."""
    return redirect(ticket_page(ticket, page))
