"""Asking for an escalation by hand (E2, E4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.call_backs.actions import ask_call_back
from qendra.call_backs.models import Reason as CallBackReason
from qendra.escalation import ladder
from qendra.escalation.actions.climbing import NO_WAY_UP, WayUp, climb, way_up
from qendra.escalation.actions.runs import (
    Ascent,
    ascents_of,
    counting_calendar,
    know_clock,
    save_runs,
)
from qendra.escalation.models import Cause, Outcome, Reason, Request, Run, Step
from qendra.escalation.notices import answer_request, remind_holders, told_holder
from qendra.escalation.reaching import send_pages
from qendra.escalation.selectors import holders_now
from qendra.lib.errors import Refused
from qendra.lib.rows import insert_rows
from qendra.tickets import bounds
from qendra.tickets.actions.writing import Write, locked
from qendra.tickets.escalation_entries import (
    EscalationRequested,
)
from qendra.tickets.models import Ticket
from qendra.tickets.states import ENDED

MOST_NUMBER = 40


@transaction.atomic
def request_escalation(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    reason: str,
    key: str,
    call_back: bool = False,
    number: str = "",
    kind: str = Reason.OTHER,
    on_behalf_of: Person | None = None,
    verified: str = "",
) -> Request:
    """Ask for the next level; always accepted, recorded and answered by mail (E4).

    ``on_behalf_of`` is the contact for whom staff writes down a call, ``verified`` how we knew
    them, ``number`` where to call back (else ours). The same ``key`` again returns the first one.
    """
    ticket = locked(ticket_id)
    own_key = f"{ticket_id}:{key}"
    if known := Request.objects.filter(key=own_key).first():
        return known
    (ascent,) = ascents_of([_still_open(ticket)], now)
    way = _way(ascent.run, ascent.now)
    request = Request.objects.create(
        ticket=ticket,
        person=_who_asks(actor, on_behalf_of),
        kind=Reason(kind),
        reason=reason.strip()[: bounds.REASON],
        answer_due_at=_answer_due_at(ascent),
        call_back=call_back,
        number=_number(call_back, number, actor, on_behalf_of),
        channel=actor.channel,
        at=ascent.now,
        outcome=Outcome.STEPPED if way.holder else Outcome.REMINDED,
        key=own_key,
    )
    step = _record(actor, ascent, way, request, verified)
    _tell(ascent.run, request, step)
    return request


def _answer_due_at(ascent: Ascent) -> datetime | None:
    ticket = ascent.run.ticket
    calendar = counting_calendar(ticket)
    return ladder.answer_due_at(ascent.run.ladder, ticket.priority, calendar, ascent.now)


def _still_open(ticket: Ticket) -> Ticket:
    if ticket.state in ENDED:
        raise Refused(
            _(
                "This ticket is closed, so there is nothing to escalate. If the problem is still"
                " there, open the ticket again by answering in it, and then ask again."
            )
        )
    return ticket


def _who_asks(actor: Actor, on_behalf_of: Person | None) -> Person:
    person = on_behalf_of or actor.person
    if person is None:
        raise ValueError("A request comes from a person.")
    return person


def _number(
    call_back: bool,  # noqa: FBT001 (the answer of the form, passed on)
    number: str,
    actor: Actor,
    on_behalf_of: Person | None,
) -> str:
    if not call_back:
        return ""
    return number.strip()[:MOST_NUMBER] or _who_asks(actor, on_behalf_of).phone


def _promise_call(run: Run, request: Request, step: Step | None) -> None:
    """The call stays open for the level's holder until one is logged."""
    holders = holders_now(run, request.at)
    ask_call_back(
        ticket=run.ticket,
        reason=CallBackReason.ESCALATION,
        person=request.person,
        number=request.number,
        holder=step.holder if step else next(iter(holders), None),
        key=f"escalation-request:{request.id}",
        now=request.at,
        words=request.reason,
    )


def _way(run: Run, now: datetime) -> WayUp:
    """The way up; none at the top, and while the last step is less than an hour old."""
    steps_from = ladder.steps_on_request_from(run.last_step_at, run.ticket.opened_at)
    return way_up(run, now) if now >= steps_from else NO_WAY_UP


def _record(
    actor: Actor, ascent: Ascent, way: WayUp, request: Request, verified: str
) -> Step | None:
    ticket = ascent.run.ticket
    write = Write(ticket, actor=actor, now=request.at)
    body = EscalationRequested(
        reason=request.reason,
        call_back=request.call_back,
        outcome=request.outcome,
        number=request.number,
        why=str(request.kind),
        verified=verified,
    )
    write.add(body, visible=True, key=f"escalation-request:{request.key}")
    step = climb(write, ascent, way, Cause.REQUEST)
    save_runs([ascent])
    insert_rows([step] if step else [])
    write.save()
    know_clock([ticket])
    return step


def _tell(run: Run, request: Request, step: Step | None) -> None:
    ticket = run.ticket
    if step:
        send_pages([told_holder(ticket, run, step, request)], request.at)
    else:
        remind_holders(ticket, run, request, holders_now(run, request.at), request.at)
    answer_request(ticket, run, request, step, request.at)
    if request.call_back:
        _promise_call(run, request, step)
