"""``{% load open_tickets %}{% open_tickets as tabs %}``: the strip of open tickets."""

from __future__ import annotations

from django import template

from qendra.accounts.models import Person
from qendra.desk.tabs import Tab, tabs_of
from qendra.tickets.models import Ticket

register = template.Library()


@register.simple_tag(takes_context=True)
def open_tickets(context: template.Context) -> list[Tab]:
    """What is open in this browser, the ticket of the page among it."""
    request = context["request"]
    ticket = context.get("ticket")
    if not isinstance(request.user, Person):
        return []
    return tabs_of(request, request.user, ticket if isinstance(ticket, Ticket) else None)
