"""Deferral by agreement (P5): behind the link of the mail that asks, without signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.access import has_customer_right
from qendra.catalogue.rights import CustomerRight
from qendra.lib.errors import Refused
from qendra.lib.moments import exact
from qendra.panel.forms.deferring import AnswerForm
from qendra.panel.views.signed_pages import gone, private
from qendra.tickets.actions.deferring import answer_deferral
from qendra.tickets.actions.writing import Words
from qendra.tickets.addresses import DeferralAsked, asked_by_deferral_token
from qendra.tickets.agreement import Agreement, agreement_of
from qendra.tickets.deferral import Side
from qendra.tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
def deferral_answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Can it wait until business hours begin? One button for yes, one for no."""
    now = timezone.now()
    asked = asked_by_deferral_token(token, now)
    if asked is None or not _may_agree(asked):
        return gone(request, _("This question is no longer open"))
    form = AnswerForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _answer(asked, form, now)
        except Refused as refused:
            refusal = str(refused)
    context = _context(asked, agreement_of(asked.ticket, asked.number), now, refusal)
    return private(render(request, "panel/deferral_answer.html", context | {"form": form}))


def _may_agree(asked: DeferralAsked) -> bool:
    customer = asked.ticket.customer_id
    return has_customer_right(asked.person, customer, CustomerRight.AGREE_DEFERRAL)


def _answer(asked: DeferralAsked, form: AnswerForm, now: datetime) -> None:
    answer_deferral(
        actor=Actor(asked.person, Channel.LINK),
        now=now,
        ticket_id=asked.ticket.id,
        number=asked.number,
        side=Side.CUSTOMER,
        accepts=form.cleaned_data["answer"] == "agree",
        words=Words(text=form.cleaned_data["text"]),
    )


def _context(
    asked: DeferralAsked, agreement: Agreement | None, now: datetime, refusal: str
) -> dict[str, Any]:
    ticket, person = asked.ticket, asked.person
    shared: dict[str, Any] = {"number": ticket.number, "lead": ticket.subject}
    if agreement is None:
        return shared | _over(refusal)
    shared["facts"] = _facts(agreement, person, ticket, now)
    if agreement.answered:
        return shared | _answered(agreement, person, now, refusal)
    if refusal or agreement.ended or agreement.proposed.side is Side.CUSTOMER:
        return shared | _over(refusal)
    return shared | {"headline": _("Can this wait until business hours?")}


def _over(refusal: str) -> dict[str, Any]:
    lead = refusal or _("The proposal has ended, and we go on as promised. You need not do more.")
    return {"gone": True, "headline": _("This question is no longer open"), "lead": lead}


def _answered(agreement: Agreement, person: Person, now: datetime, refusal: str) -> dict[str, Any]:
    """What stands, to whoever gave the answer and whoever comes later."""
    until = exact(agreement.until, person.time_zone, now)
    if agreement.accepted and agreement.ended:
        return _over(_("The fault does more harm than was known: it is not put off any more."))
    if agreement.accepted:
        headline = _("Agreed: it waits")
        lead = _("We go on by ourselves: %(until)s.") % {"until": until}
    else:
        headline = _("Declined: we go on")
        lead = _("Nothing changes: we go on as promised, without a pause.")
    return {"done": not refusal, "gone": True, "headline": headline, "lead": refusal or lead}


def _facts(
    agreement: Agreement, person: Person, ticket: Ticket, now: datetime
) -> list[tuple[str, str]]:
    zone = person.time_zone
    facts = [
        (_("Service"), str(ticket.service) if ticket.service else _("not known yet")),
        (_("We would go on"), exact(agreement.until, zone, now)),
        (_("Proposed by"), f"{agreement.proposed.by}, {exact(agreement.proposed.at, zone, now)}"),
    ]
    if agreement.proposed.words:
        facts.append((_("Their words"), agreement.proposed.words))
    if answer := agreement.answered:
        name = _("Agreed by") if agreement.accepted else _("Declined by")
        facts[1] = (_("We go on"), facts[1][1]) if agreement.accepted else facts[1]
        facts.append((name, f"{answer.by}, {exact(answer.at, zone, now)}"))
    return facts
