"""What is done to a ticket: words, facts, escalation, confirmation, resolution."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from qendra.accounts.rights import Right
from qendra.api.access import (
    Caller,
    service_of,
    ticket_for,
    ticket_to_escalate,
    ticket_to_write,
)
from qendra.api.bodies import (
    CommentIn,
    EscalationIn,
    ReasonIn,
    ReplyIn,
    StaffFactsIn,
    WordsIn,
)
from qendra.api.fields import Line
from qendra.api.gate import caller_of, contact_of, staff_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.reports import facts_of
from qendra.api.shapes import TicketOut, ticket_out
from qendra.api.uploads import files_named
from qendra.api.writing import IdempotencyKey, identity_of, new_key, write_once
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.escalation.actions.requests import request_escalation
from qendra.tickets.actions.conversation import (
    CustomerMessage,
    add_customer_message,
    add_note,
    reply,
)
from qendra.tickets.actions.facts import correct_facts
from qendra.tickets.actions.moving import confirm_repair, dispute_repair, move_ticket
from qendra.tickets.actions.writing import Words as Written
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.states import State

router = Router(tags=["tickets"])
ANSWERS = {200: TicketOut, ERRORS: Problem}


@router.post("/{ticket_id}/replies", response=ANSWERS, url_name="reply")
def replying(
    request: HttpRequest, ticket_id: Line, body: ReplyIn, idempotency_key: IdempotencyKey = None
) -> TicketOut:
    """Write: as the customer with its token, to the customer with one of staff.

    On a ticket that was resolved more than 14 days ago a customer's reply opens a new, linked
    one; the answer is then the new one.
    """
    caller = caller_of(request)
    ticket = ticket_to_write(caller, ticket_id, Right.WORK)
    write = _answer if caller.is_staff else _say
    return _carried_out(
        request, caller, ticket, idempotency_key, lambda now: write(caller, ticket, body, now)
    )


@router.post("/{ticket_id}/notes", response=ANSWERS, url_name="note")
def note(
    request: HttpRequest, ticket_id: Line, body: WordsIn, idempotency_key: IdempotencyKey = None
) -> TicketOut:
    """Add an internal note (staff); the customer never sees it."""
    caller = staff_of(request)
    ticket = ticket_to_write(caller, ticket_id, Right.NOTE)
    return _carried_out(
        request,
        caller,
        ticket,
        idempotency_key,
        lambda now: add_note(
            actor=caller.actor, now=now, ticket_id=ticket.id, words=_words(caller, body, now)
        ),
    )


@router.post("/{ticket_id}/facts", response=ANSWERS, url_name="facts")
def facts(
    request: HttpRequest,
    ticket_id: Line,
    body: StaffFactsIn,
    idempotency_key: IdempotencyKey = None,
) -> TicketOut:
    """State or correct facts and the service (staff)."""
    caller = staff_of(request)
    ticket = ticket_to_write(caller, ticket_id, Right.WORK)
    service = service_of(caller, body.service) if body.service else None
    return _carried_out(
        request,
        caller,
        ticket,
        idempotency_key,
        lambda now: _correct(caller, ticket, body, service, now),
    )


@router.post("/{ticket_id}/escalation", response=ANSWERS, url_name="escalate")
def escalate(
    request: HttpRequest,
    ticket_id: Line,
    body: EscalationIn,
    idempotency_key: IdempotencyKey = None,
) -> TicketOut:
    """Ask for the next level (E2, E4): always taken, recorded and answered by mail."""
    caller = caller_of(request)
    ticket = ticket_to_escalate(caller, ticket_id)
    return _carried_out(
        request, caller, ticket, idempotency_key, lambda now: _escalate(caller, ticket, body, now)
    )


@router.post("/{ticket_id}/confirmation", response=ANSWERS, url_name="confirm")
def confirm(
    request: HttpRequest, ticket_id: Line, idempotency_key: IdempotencyKey = None
) -> TicketOut:
    """It works again (customers): the ticket closes."""
    caller = contact_of(request)
    ticket = ticket_to_write(caller, ticket_id)
    return _carried_out(
        request,
        caller,
        ticket,
        idempotency_key,
        lambda now: confirm_repair(actor=caller.actor, now=now, ticket_id=ticket.id),
    )


@router.post("/{ticket_id}/reopening", response=ANSWERS, url_name="reopen")
def reopen(
    request: HttpRequest, ticket_id: Line, body: CommentIn, idempotency_key: IdempotencyKey = None
) -> TicketOut:
    """It is still broken (customers): work goes on."""
    caller = contact_of(request)
    ticket = ticket_to_write(caller, ticket_id)
    return _carried_out(
        request,
        caller,
        ticket,
        idempotency_key,
        lambda now: dispute_repair(
            actor=caller.actor, now=now, ticket_id=ticket.id, words=Written(text=body.text)
        ),
    )


@router.post("/{ticket_id}/resolution", response=ANSWERS, url_name="resolve")
def resolve(
    request: HttpRequest, ticket_id: Line, body: ReasonIn, idempotency_key: IdempotencyKey = None
) -> TicketOut:
    """Resolve (staff): the customer is asked to confirm. The text is the reason, for staff."""
    caller = staff_of(request)
    ticket = ticket_to_write(caller, ticket_id, Right.WORK)
    return _carried_out(
        request,
        caller,
        ticket,
        idempotency_key,
        lambda now: move_ticket(
            actor=caller.actor,
            now=now,
            ticket_id=ticket.id,
            to=State.RESOLVED,
            reason=body.text,
        ),
    )


def _carried_out(
    request: HttpRequest,
    caller: Caller,
    ticket: Ticket,
    key: str | None,
    act: Callable[[datetime], Ticket],
) -> TicketOut:
    """The ticket as it stands after the action, which is done once for each key."""
    return write_once(
        caller,
        key,
        identity_of(request),
        TicketOut,
        lambda now: ticket_out(_with_reporter(act(now), ticket), provider()),
    )


def _with_reporter(written: Ticket, known: Ticket) -> Ticket:
    """A ticket as it was written, without asking anew who reported it."""
    if written.reporter_id == known.reporter_id:
        written.reporter = known.reporter
    return written


def _words(caller: Caller, body: WordsIn, now: datetime) -> Written:
    return Written(text=body.text, files=files_named(caller, body.uploads, now))


def _answer(caller: Caller, ticket: Ticket, body: ReplyIn, now: datetime) -> Ticket:
    return reply(
        actor=caller.actor,
        now=now,
        ticket_id=ticket.id,
        words=_words(caller, body, now),
        then=State(body.then) if body.then else None,
        version=body.version,
    )


def _say(caller: Caller, ticket: Ticket, body: ReplyIn, now: datetime) -> Ticket:
    message = CustomerMessage(
        key=new_key(caller),
        words=_words(caller, body, now),
        received_at=now,
        source=Source.API,
    )
    return add_customer_message(actor=caller.actor, now=now, ticket_id=ticket.id, message=message)


def _correct(
    caller: Caller, ticket: Ticket, body: StaffFactsIn, service: Service | None, now: datetime
) -> Ticket:
    stated = [*facts_of(body, now, Source.AGENT)]
    if body.description:
        stated.append(Fact(FactName.DESCRIPTION, body.description, Source.AGENT))
    return correct_facts(
        actor=caller.actor,
        now=now,
        ticket_id=ticket.id,
        facts=stated,
        service=service,
        version=body.version,
    )


def _escalate(caller: Caller, ticket: Ticket, body: EscalationIn, now: datetime) -> Ticket:
    request_escalation(
        actor=caller.actor,
        now=now,
        ticket_id=ticket.id,
        kind=body.why,
        reason=body.reason,
        call_back=body.call_back,
        key=new_key(caller),
    )
    return ticket_for(caller, ticket.number)
