"""Who is told what of an escalation: mails in the ticket's thread, rows of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider as the_provider
from qendra.escalation.addresses import acknowledge_url
from qendra.escalation.ladder import next_level, steps_on_request_from
from qendra.escalation.models import Request, Run, Step
from qendra.tickets import addresses
from qendra.tickets.mails import bilingual
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter, send_letter


def tell_holder(ticket: Ticket, run: Run, step: Step, request: Request | None) -> None:
    """Tell a level's person that the ticket has reached them, and what is asked of them.

    ``request`` is what made the step; None: the ticket's age did.
    """
    told = {"step": step, "levels": len(run.ladder.levels), "request": request}
    told["acknowledge_url"] = acknowledge_url(step)
    _send(ticket, step.holder, "step", f"escalation-step:{step.id}", told, step.at)


def remind_holders(
    ticket: Ticket, run: Run, request: Request, people: Iterable[Person], now: datetime
) -> None:
    """Pass a request on that took no step: to whoever has the ticket on its ladder."""
    step = run.steps.filter(level=run.level).order_by("-round").first()
    for person in people:
        told: dict[str, Any] = {"step": step, "request": request}
        if step and person.id == step.holder_id and step.acknowledged_at is None:
            told["acknowledge_url"] = acknowledge_url(step)
        _send(ticket, person, "reminder", f"escalation-request:{request.id}:reminder", told, now)


def tell_nobody_was_there(
    ticket: Ticket, run: Run, people: Iterable[Person], now: datetime
) -> None:
    """Put a ticket before the supervisors whose ladder ended without anybody to reach."""
    for person in people:
        told = {"ladder": run.ladder.name}
        key = f"escalation-run:{run.id}:nobody:{run.passed}"
        _send(ticket, person, "nobody", key, told, now)


def answer_request(
    ticket: Ticket, run: Run, request: Request, step: Step | None, now: datetime
) -> None:
    """Tell who asked what happened (E4)."""
    is_at_top = next_level(run.ladder, run.passed) is None
    told = {
        "request": request,
        "step": step,
        "present": step or run.steps.filter(level=run.level).order_by("-round").first(),
        "steps_from": None
        if is_at_top
        else steps_on_request_from(run.last_step_at, ticket.opened_at),
    }
    key = f"escalation-request:{request.id}:answer"
    _send(ticket, request.person, "answer", key, told, now)


def _send(
    ticket: Ticket, to: Person, name: str, key: str, told: dict[str, Any], now: datetime
) -> None:
    context = _context(ticket, to) | told
    letter = Letter(
        key=f"{key}:{to.id}",
        purpose=f"escalation_{name}",
        text=bilingual(f"escalation/mail/{name}.txt", context, to.language),
        headline=_headline(ticket, told.get("step"), to.language) if to.is_staff_member else "",
    )
    send_letter(ticket, to, letter, now)


def _headline(ticket: Ticket, step: Step | None, language: str) -> str:
    """What a paged person reads before opening the mail: ``Critical, level 2``."""
    with translation.override(language):
        priority = ticket.get_priority_display()
        if step is None:
            return _("%(priority)s, escalation") % {"priority": priority}
        return _("%(priority)s, level %(level)d") % {"priority": priority, "level": step.level}


def _context(ticket: Ticket, person: Person) -> dict[str, Any]:
    provider = the_provider()
    return {
        "ticket": ticket,
        "person": person,
        "provider": provider,
        "shown_id": addresses.shown_id(ticket, provider),
        "url": addresses.ticket_url(ticket, provider),
        "zone": person.time_zone,
    }
