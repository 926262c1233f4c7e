"""The addresses of a ticket on the desk."""

from __future__ import annotations

from django.urls import reverse

from qendra.catalogue.selectors import provider_of_pages
from qendra.tickets.addresses import shown_id
from qendra.tickets.models import Ticket


def ticket_page(ticket: Ticket) -> str:
    """The ticket's page, named by its ID as people see it."""
    return reverse("desk:ticket", args=[shown_id(ticket, provider_of_pages())])
