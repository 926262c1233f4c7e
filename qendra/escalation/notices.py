"""Who is told what of an escalation: mails in the ticket's thread, rows of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.escalation.addresses import acknowledge_url
from qendra.escalation.coming import minutes_to_answer
from qendra.escalation.ladder import next_level, steps_on_request_from
from qendra.escalation.models import Request, Run, Step
from qendra.outbox.selectors import messages_about
from qendra.tickets.models import Ticket
from qendra.tickets.notices import ABOUT, Letter, send_letters

PAGE = "escalation_step"


def key_of_page(step: Step) -> str:
    """What the outbox keys of a step's pages begin with."""
    return f"escalation-step:{step.id}:"


def told_holder(ticket: Ticket, run: Run, step: Step, request: Request | None = None) -> Letter:
    """What tells a level's person that the ticket has reached them, and what is asked of them.

    ``request`` is what made the step; None: the ticket's age did.
    """
    told = {
        "step": _told_of_step(step),
        "levels": len(run.ladder.levels),
        "request": _told_of_request(request),
        "acknowledge_url": acknowledge_url(step),
        "cause": step.cause,
        "minutes": _minutes_to_answer(ticket, run, step),
        "is_last": next_level(run.ladder, step.level) is None,
    }
    return _letter(ticket, step.holder, "step", key_of_page(step)[:-1], told, step)


def _minutes_to_answer(ticket: Ticket, run: Run, step: Step) -> int | None:
    """Within which they have to acknowledge, before more happens."""
    minutes = minutes_to_answer(run.ladder, step.level, ticket.priority)
    if next_level(run.ladder, step.level) or minutes is None:
        return minutes
    return run.ladder.repeat.minutes if run.ladder.repeat else None


def step_of_page(ticket: Ticket, address: str) -> Step | None:
    """The step of the newest page of this ticket that was sent to this address."""
    pages = messages_about(ABOUT, ticket.id).filter(purpose=PAGE, to_address__iexact=address)
    page = pages.order_by("-id").first()
    if page is None:
        return None
    related = ("run", "holder")
    return Step.objects.select_related(*related).get(id=int(page.key.split(":")[1]))


def answer_to_command(ticket: Ticket, step: Step, sentence: str, key: str) -> Letter:
    """What answers ACK, TAKE or ESCALATE: what was done, or why not."""
    told = {"sentence": sentence, "acknowledge_url": acknowledge_url(step)}
    return _letter(ticket, step.holder, "command", f"escalation-command:{key}", told, step)


def told_customer(
    ticket: Ticket, step: Step, following: Step | None, reason: str, hours: int
) -> list[Letter]:
    """What tells the reporter that the holder holds a step back, or gave the ticket back."""
    if ticket.reporter is None:
        return []
    told = {
        "step": _told_of_step(step),
        "following": _told_of_step(following),
        "reason": reason,
        "hours": hours,
    }
    key = f"escalation-step:{step.id}:moved:{ticket.version}"
    return [_letter(ticket, ticket.reporter, "moved", key, told, None)]


def remind_holders(
    ticket: Ticket, run: Run, request: Request, people: Iterable[Person], now: datetime
) -> None:
    """Pass a request on that took no step: to whoever has the ticket on its ladder."""
    step = run.steps.filter(level=run.level).order_by("-round").first()
    send_letters([_reminder(ticket, step, request, person) for person in people], now)


def told_nobody_was_there(ticket: Ticket, run: Run, people: Iterable[Person]) -> list[Letter]:
    """What puts a ticket before the supervisors whose ladder ended without anybody to reach."""
    key = f"escalation-run:{run.id}:nobody:{run.passed}:{run.round}"
    told = {"ladder": run.ladder.name}
    return [_letter(ticket, person, "nobody", key, told, None) for person in people]


def answer_request(
    ticket: Ticket, run: Run, request: Request, step: Step | None, now: datetime
) -> None:
    """Tell who asked what happened (E4)."""
    is_at_top = next_level(run.ladder, run.passed) is None
    present = step or run.steps.filter(level=run.level).order_by("-round").first()
    told = {
        "request": _told_of_request(request),
        "step": _told_of_step(step),
        "present": _told_of_step(present),
        "phone": request.number or request.person.phone,
        "steps_from": None
        if is_at_top
        else steps_on_request_from(run.last_step_at, ticket.opened_at),
    }
    key = f"escalation-request:{request.id}:answer"
    send_letters([_letter(ticket, request.person, "answer", key, told, step)], now)


def _reminder(ticket: Ticket, step: Step | None, request: Request, person: Person) -> Letter:
    is_theirs = step is not None and person.id == step.holder_id
    told: dict[str, Any] = {
        "step": _told_of_step(step, is_theirs=is_theirs),
        "request": _told_of_request(request),
    }
    if step and is_theirs and step.acknowledged_at is None:
        told["acknowledge_url"] = acknowledge_url(step)
    return _letter(
        ticket, person, "reminder", f"escalation-request:{request.id}:reminder", told, step
    )


def _told_of_step(step: Step | None, *, is_theirs: bool = True) -> dict[str, Any] | None:
    if step is None:
        return None
    return {"role": step.role, "level": step.level, "at": step.at, "is_theirs": is_theirs}


def _told_of_request(request: Request | None) -> dict[str, Any] | None:
    if request is None:
        return None
    person = request.person
    return {
        "name": person.name,
        "phone": request.number or person.phone,
        "reason": request.reason,
        "why": str(request.kind),
        "answer_due_at": request.answer_due_at,
        "call_back": request.call_back,
    }


def _letter(
    ticket: Ticket, to: Person, name: str, key: str, told: dict[str, Any], step: Step | None
) -> Letter:
    return Letter(
        ticket=ticket,
        to=to,
        key=f"{key}:{to.id}",
        purpose=f"escalation_{name}",
        template=f"escalation/mail/{name}.txt",
        told=told,
        headline=_headline(ticket, step, to.language) if to.is_staff_member else "",
    )


def _headline(ticket: Ticket, step: Step | None, language: str) -> str:
    """What a paged person reads before opening the mail: ``Critical, level 2``."""
    with translation.override(language):
        priority = ticket.priority_name
        if step is None:
            return _("%(priority)s, escalation") % {"priority": priority}
        return _("%(priority)s, level %(level)d") % {"priority": priority, "level": step.level}
