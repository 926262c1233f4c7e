"""Who is at a ticket: asked by open pages, and told by them."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.forms.presence import PresenceForm
from qendra.desk.gate import at_the_desk, staff
from qendra.live.actions.presence import be_absent, be_present
from qendra.live.pages import draw, tag_of, unchanged
from qendra.live.selectors import others_at
from qendra.tickets.access import staff_ticket


@staff(Right.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """The others at this ticket; with POST after noting what the page says of itself."""
    now = timezone.now()
    ticket = staff_ticket(person, ticket_id)
    if request.method == "POST":
        _note(request, person, ticket.id, now)
    here = others_at(ticket, person, now)
    tag = tag_of(person, here)
    context = {"here": here, "ticket": ticket}
    return unchanged(request, tag) or draw(request, "desk/people_here.html", context, tag=tag)


def _note(request: HttpRequest, person: Person, ticket_id: int, now: datetime) -> None:
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return
    given = form.cleaned_data
    if given["leaves"]:
        be_absent(actor=at_the_desk(person), now=now, page=given["page"])
    else:
        be_present(
            actor=at_the_desk(person),
            now=now,
            ticket_id=ticket_id,
            page=given["page"],
            writes=given["writes"],
        )
