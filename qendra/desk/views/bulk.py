"""Changing many tickets of a list at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import names_of_teams, names_of_workers
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.bulk import Outcome, do_with_each
from qendra.desk.forms.bulk import NOTE, WORK, BulkForm
from qendra.desk.gate import staff
from qendra.desk.queues import url_of
from qendra.desk.undo import address_of
from qendra.desk.views.lists import list_again, may_be_listed
from qendra.lib.said import tags
from qendra.lib.ticket_id import shown
from qendra.tickets.access import staff_ticket
from qendra.tickets.selectors import Queue


@staff(Right.NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Do one thing with the tickets that are ticked; the address says of which list they are.

    Those that do not allow it stay as they are: they are named, with the reason, and the list
    comes back with these ticked and the form as it was.
    """
    back = _way_back(request)
    if request.method != "POST":
        return redirect(back)
    form = BulkForm(request.POST, people=names_of_workers(), teams=names_of_teams())
    if not form.is_valid():
        return list_again(request, person, form, status=422)
    given = form.cleaned_data
    right = Right.WORK if given["do"] in WORK else Right.NOTE
    tickets = [staff_ticket(person, number, right) for number in form.numbers]
    outcome = do_with_each(person, tickets, given, timezone.now())
    if outcome.done:
        undo = address_of(outcome.undo, back)
        said = _said(outcome, is_note=given["do"] == NOTE)
        messages.success(request, said, extra_tags=tags(undo=undo))
    prefix = provider_of_pages().ticket_prefix
    for reason, left in outcome.left.items():
        names = ", ".join(shown(ticket.number, prefix) for ticket in left)
        told = _("Left as it was: %(tickets)s. %(reason)s")
        messages.warning(request, told % {"tickets": names, "reason": reason})
    if not outcome.left:
        return redirect(back)
    form.still = [ticket.number for left in outcome.left.values() for ticket in left]
    return list_again(request, person, form, status=409)


def _said(outcome: Outcome, *, is_note: bool) -> str:
    if is_note:
        told = ngettext(
            "%(number)s ticket has your note in a few seconds. The customer does not see it.",
            "%(number)s tickets have your note in a few seconds. Customers do not see it.",
            outcome.done,
        )
    elif outcome.is_held:
        told = ngettext(
            "%(number)s ticket moves in a few seconds.",
            "%(number)s tickets move in a few seconds.",
            outcome.done,
        )
    else:
        told = ngettext(
            "%(number)s ticket is changed.", "%(number)s tickets are changed.", outcome.done
        )
    return told % {"number": outcome.done}


def _way_back(request: HttpRequest) -> str:
    """The list that the address names."""
    query = request.GET.copy()
    queue, view = query.pop("queue", [""])[-1], query.pop("view", [""])[-1]
    if view.isascii() and view.isdigit() and len(view) < 19:
        place = reverse("desk:view", args=[view])
    elif query.get("q"):
        place = reverse("desk:front")
    else:
        place = url_of(may_be_listed(queue or str(Queue.ALL)))
    return f"{place}?{query.urlencode()}" if query else place
