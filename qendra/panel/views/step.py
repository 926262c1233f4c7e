"""The page of a level's person (E3): behind a signed link, without signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.by_staff import call_back_done, escalate_by_staff, take_over_step
from qendra.escalation.actions.holding import hold_step, lower_step
from qendra.escalation.models import Step
from qendra.escalation.selectors import is_overtaken, step_of_token, token_of_short
from qendra.lib.errors import Refused
from qendra.panel.forms.step import CALLED, FURTHER, HOLD, LOWER, TAKE, StepForm
from qendra.panel.views.signed_pages import GET_AND_POST, gone, private
from qendra.tickets.states import ENDED


@require_http_methods(GET_AND_POST)
def acknowledge(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the level's person does with the ticket: one press each. A look does nothing."""
    now = timezone.now()
    step = step_of_token(token, now)
    if step is None:
        return gone(request, _("This link has expired"))
    sent = request.POST if request.method == "POST" else None
    form = StepForm(sent, priority=step.run.ticket.priority)
    context = _context(step) | {"form": form}
    if form.is_valid():
        try:
            _do(step, form, now)
        except Refused as refused:
            context["refusal"] = str(refused)
        else:
            context |= _done(form.cleaned_data["does"])
    return private(render(request, "panel/step.html", context))


@require_safe
def short(request: HttpRequest, short: str) -> HttpResponseBase:
    """The same page by the address of an SMS."""
    token = token_of_short(short)
    if token is None:
        return gone(request, _("This link has expired"))
    return private(redirect("panel:acknowledge", token))


def _do(step: Step, form: StepForm, now: datetime) -> None:
    given = form.cleaned_data
    does, words = given["does"], given["words"]
    actor = Actor(step.holder, Channel.LINK)
    if does == FURTHER:
        escalate_by_staff(
            actor=actor,
            now=now,
            ticket_id=step.run.ticket_id,
            reason=words,
            key=f"step:{step.id}",
        )
    elif does in {HOLD, LOWER}:
        act = hold_step if does == HOLD else lower_step
        act(actor=actor, now=now, step_id=step.id, reason=words, hours=given["hours"] or 1)
    elif does == CALLED:
        call_back_done(actor=actor, now=now, step_id=step.id, words=words)
    else:
        act_of_taking = take_over_step if does == TAKE else acknowledge_step
        act_of_taking(actor=actor, now=now, step_id=step.id)


def _done(does: str) -> dict[str, Any]:
    reads = _("The customer reads that you have taken it up. The desk shows everything else.")
    headline, lead = {
        TAKE: (_("Thank you, the ticket is yours"), reads),
        FURTHER: (_("The next level was told"), _("The customer reads it, with your reason.")),
        CALLED: (_("Thank you, the call is logged"), _("The customer reads what you wrote.")),
        HOLD: (
            _("The next level is held back"),
            _("The customer was told, with your reason, and can still ask for the next level."),
        ),
        LOWER: (
            _("The level below has it again"),
            _("They and the customer were told, with your reason."),
        ),
    }.get(does, (_("Thank you, it is yours"), reads))
    return {"done": True, "headline": headline, "lead": lead}


def _context(step: Step) -> dict[str, Any]:
    ticket = step.run.ticket
    facts = [
        (_("Customer"), ticket.customer.name),
        (_("Service"), str(ticket.service) if ticket.service else _("not known yet")),
        (_("Priority"), ticket.get_priority_display()),
        (_("State"), ticket.get_state_display()),
        (_("Your level"), f"{step.level}: {step.role}"),
    ]
    is_present = (step.level, step.round) == (step.run.level, step.run.round)
    shared = {
        "number": ticket.number,
        "facts": facts,
        "is_taken": step.acknowledged_at is not None,
        "is_present": is_present,
        "is_first": step.level == 1,
        "waits_for_call": ticket.escalation_requests.filter(call_back=True).exists(),
    }
    if ticket.state in ENDED:
        lead = _("This ticket is closed by now: nothing is asked of you any more.")
        return shared | {"gone": True, "headline": _("Nothing to do any more"), "lead": lead}
    lead = ticket.subject
    if is_overtaken(step):
        lead = _("%(subject)s. The next level has been told as well by now.") % {"subject": lead}
    if step.acknowledged_at:
        return shared | {"headline": _("You have this ticket"), "lead": lead}
    return shared | {"headline": _("A ticket has reached your level"), "lead": lead}
