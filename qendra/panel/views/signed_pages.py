"""Pages behind signed links: they work without signing in, and a look at them does nothing."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.actor import Actor, Channel
from qendra.lib.errors import Refused
from qendra.panel.forms.writing import DisputeForm
from qendra.tickets.actions.moving import confirm_repair, dispute_repair
from qendra.tickets.actions.writing import Words
from qendra.tickets.addresses import ticket_of_confirm_token
from qendra.tickets.models import Ticket
from qendra.tickets.states import State

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Does it work again? One button for yes, one for no."""
    now = timezone.now()
    ticket = ticket_of_confirm_token(token, now)
    if ticket is None:
        return gone(request, _("This question is no longer open"))
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, ticket, form, now)
    is_request = ticket.kind == "request"
    context = {
        "number": ticket.number,
        "headline": _("Is it done?") if is_request else _("Does it work again?"),
        "lead": ticket.subject,
        "form": form,
        "is_request": is_request,
        "is_closed": ticket.state == State.CLOSED,
    }
    return private(render(request, "panel/confirm.html", context))


def _answered(
    request: HttpRequest, ticket: Ticket, form: DisputeForm, now: datetime
) -> HttpResponseBase:
    actor = Actor(None, Channel.LINK)
    works = form.cleaned_data["answer"] == "works"
    try:
        if works:
            confirm_repair(actor=actor, now=now, ticket_id=ticket.id)
        else:
            words = Words(text=form.cleaned_data["text"])
            dispute_repair(actor=actor, now=now, ticket_id=ticket.id, words=words)
    except Refused as refused:
        return gone(request, str(refused))
    thanks = {"done": True, "number": ticket.number, "headline": _("Thank you")}
    thanks["lead"] = _closed(ticket) if works else _reopened()
    return private(render(request, "one_button.html", thanks))


def _closed(ticket: Ticket) -> str:
    if ticket.kind == "request":
        return _("The ticket is closed. If you need more, answer any mail of this ticket.")
    return _("The ticket is closed. If it comes back, answer any mail of this ticket.")


def _reopened() -> str:
    return _("The ticket is open again, and we go on. You need not do anything else.")


def gone(request: HttpRequest, headline: str) -> HttpResponseBase:
    lead = _("Nothing was changed. Sign in to see the ticket, or answer the mail you got.")
    context = {"gone": True, "headline": headline, "lead": lead}
    return private(render(request, "one_button.html", context, status=410))


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Neither caches nor other sites learn the address.

    Not ``no-referrer``: browsers then send ``Origin: null`` with the form, and Django refuses it.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
