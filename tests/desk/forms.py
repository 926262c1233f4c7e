"""Forms of the ticket page as the page draws them for a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from qendra.desk.actions.holding import HOLD, release_due
from qendra.desk.forms.facts import FactsForm
from qendra.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


def drawn(ticket: Ticket, **fields: Any) -> dict[str, Any]:
    """What a form sends that was drawn from the ticket as it is now."""
    fresh = Ticket.objects.get(id=ticket.id)
    last = fresh.entries.order_by("-id").values_list("id", flat=True).first()
    return {"version": fresh.version, "seen": last, **fields}


def compose(ticket: Ticket, mode: str, text: str, **fields: Any) -> dict[str, Any]:
    """The composer."""
    return drawn(ticket, mode=mode, text=text, token=str(uuid4()), **fields)


def post(client: Client, ticket: Ticket, page: str, fields: dict[str, Any]) -> Response:
    """Send a form of the ticket page; what is held becomes an entry at once."""
    response = send(client, ticket, page, fields)
    release_due(now=timezone.now() + HOLD)
    return response


def send(client: Client, ticket: Ticket, page: str, fields: dict[str, Any]) -> Response:
    """Send a form of the ticket page, and leave held what is held."""
    return client.post(f"/desk/tickets/{ticket.number}/{page}/", fields)


def facts_form(client: Client, ticket: Ticket, **changed: Any) -> dict[str, Any]:
    """The form of the facts, every field with what it was drawn with, then what was changed."""
    assert client.get(f"/desk/tickets/{ticket.number}/").context["facts_form"]
    form = FactsForm(ticket=Ticket.objects.get(id=ticket.id), now=timezone.now())
    given: dict[str, Any] = {}
    for field in form.visible_fields():
        widget = field.field.widget
        shown = widget.format_value(field.value())
        value = shown[0] if isinstance(shown, list) else shown
        given[field.html_name] = given[field.html_initial_name] = value or ""
    return drawn(ticket) | given | changed
