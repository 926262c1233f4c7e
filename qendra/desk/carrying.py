"""Carrying out a form of the ticket page: one action, then the page again, nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from qendra.accounts.models import Person
from qendra.desk.addresses import ticket_page
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.models import Held
from qendra.desk.page import Returned, show_ticket
from qendra.desk.undo import Pairs, address_of, undo_of_entries, undo_of_held
from qendra.lib.errors import Crossed, Refused
from qendra.lib.said import tags
from qendra.tickets.access import staff_ticket
from qendra.tickets.models import Ticket


def carry_out(
    request: HttpRequest,
    person: Person,
    ticket: Ticket,
    *,
    name: str,
    form: DrawnForm,
    action: Callable[[], object],
    said: str,
    draft: str = "",
    undo: Callable[[Ticket], Pairs] | None = None,
) -> HttpResponseBase:
    """Call the action if the form can be read.

    Done: to what was done, with ``said`` above it and a way to undo it (``draft`` is the
    browser's copy of the words, which is then forgotten); where the action gives
    another ticket, to that one, with ``undo`` of it. Not done: the page with this form as
    it was sent, and why.
    """
    if not form.is_valid():
        return show_ticket(request, person, ticket, Returned(name, form))
    before = last_entry(ticket)
    try:
        done = action()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        fresh = staff_ticket(person, ticket.number)
        returned = Returned(name, form, has_crossed=isinstance(refusal, Crossed))
        return show_ticket(request, person, fresh, returned)
    if isinstance(done, Held):
        pairs, place = undo_of_held(done.id), f"held-{done.id}"
    elif isinstance(done, Ticket) and done.id != ticket.id:
        pairs, place = undo(done) if undo else [], f"entry-{last_entry(done)}"
        ticket = done
    else:
        pairs, place = undo_of_entries(person, ticket, before), f"entry-{last_entry(ticket)}"
    messages.success(request, said, extra_tags=tags(draft=draft, undo=address_of(pairs)))
    return redirect(f"{ticket_page(ticket)}#{place}")


def last_entry(ticket: Ticket) -> int:
    """The newest entry, by its ID."""
    return ticket.entries.order_by("-id").values_list("id", flat=True).first() or 0
