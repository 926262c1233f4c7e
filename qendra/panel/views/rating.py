"""How was our help? In the panel, and behind the link of the mail that asks (G2)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.panel.case import case_context
from qendra.panel.forms.writing import RatingForm
from qendra.panel.gate import in_the_panel, signed_in, to_ticket
from qendra.panel.satisfied import answers, rating_context
from qendra.panel.views.signed_pages import gone, private
from qendra.satisfaction.actions import rate_ticket
from qendra.satisfaction.addresses import rating_of_token
from qendra.satisfaction.models import Rating
from qendra.satisfaction.rules import is_bad
from qendra.tickets.access import customer_ticket


@require_POST
@signed_in
def rating(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """The answer of who reported the ticket."""
    ticket = customer_ticket(person, ticket_id)
    if ticket.reporter_id != person.id:
        raise Http404
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            _rate(in_the_panel(person), ticket.id, form)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            # The page beneath thanks for it.
            messages.success(request, what_follows(form.cleaned_data["score"]))
        return to_ticket(ticket)
    now = timezone.now()
    context = case_context(person, ticket, now) | rating_context(person, ticket, now)
    return render(request, "panel/ticket.html", context | {"rating_form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same, signed out. A look at the page does nothing."""
    asked = rating_of_token(token, timezone.now())
    if asked is None:
        return gone(request, _("This question is no longer open"))
    said = {"score": asked.score, "words": asked.words}
    form = RatingForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        return _rated(request, asked, form)
    context = {
        "number": asked.ticket.number,
        "headline": _("How was our help?"),
        "lead": asked.ticket.subject,
        "rating_form": form,
        "answers": answers(),
    }
    return private(render(request, "panel/rate.html", context))


def what_follows(score: int) -> str:
    """What somebody reads after the answer, beside the thanks."""
    if is_bad(score):
        return _("The head of the team will call you, or write to you.")
    return _("Your answer has reached us.")


def _rated(request: HttpRequest, asked: Rating, form: RatingForm) -> HttpResponseBase:
    try:
        _rate(Actor(asked.person, Channel.LINK), asked.ticket_id, form)
    except Refused as refusal:
        return gone(request, str(refusal))
    score = form.cleaned_data["score"]
    done = {
        "done": True,
        "number": asked.ticket.number,
        "headline": _("Thank you for saying so") if is_bad(score) else _("Thank you"),
        "lead": what_follows(score),
    }
    return private(render(request, "one_button.html", done))


def _rate(actor: Actor, ticket_id: int, form: RatingForm) -> Rating:
    given: dict[str, Any] = form.cleaned_data
    return rate_ticket(
        actor=actor,
        now=timezone.now(),
        ticket_id=ticket_id,
        score=given["score"],
        words=given["words"],
    )
