"""Deferral by agreement through the API (P5): how it stands, and what one party says to it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from qendra.api.access import Caller, ticket_for, ticket_to_defer
from qendra.api.bodies import DeferralIn
from qendra.api.fields import Line
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.shapes import TicketOut, ticket_out
from qendra.api.writing import IdempotencyKey, identity_of, new_key, write_once
from qendra.catalogue.selectors import provider
from qendra.tickets.actions.deferring import answer_deferral, propose_deferral, withdraw_deferral
from qendra.tickets.actions.writing import Words
from qendra.tickets.agreement import Consent, agreement_of, offer_of
from qendra.tickets.deferral import Side
from qendra.tickets.models import Ticket

router = Router(tags=["tickets"])


class ConsentOut(Schema):
    """Who said it, for the customer or the provider, when, and through which channel."""

    side: str
    by: str
    at: datetime
    channel: str


class DeferralOut(Schema):
    """How putting the ticket off stands.

    ``state``: ``possible``, ``impossible`` (``why_not`` says why), ``proposed``, ``agreed``.
    ``until`` is when business hours begin, ``number`` the proposal's, for the answer to it.
    """

    state: str
    why_not: str
    until: datetime | None
    number: int
    proposed: ConsentOut | None
    answered: ConsentOut | None


@router.get(
    "/{ticket_id}/deferral", response={200: DeferralOut, ERRORS: Problem}, url_name="deferral"
)
def deferral(request: HttpRequest, ticket_id: Line) -> DeferralOut:
    """How putting it off stands: what is proposed or agreed, else whether it may be."""
    ticket = ticket_for(caller_of(request), ticket_id)
    agreement = agreement_of(ticket)
    if agreement and ticket.deferral_until:
        return DeferralOut(
            state="proposed" if ticket.deferral_by else "agreed",
            why_not="",
            until=agreement.until,
            number=agreement.number,
            proposed=_consent(agreement.proposed),
            answered=_consent(agreement.answered) if agreement.answered else None,
        )
    offer = offer_of(ticket, timezone.now())
    return DeferralOut(
        state="impossible" if offer.no else "possible",
        why_not=offer.sentence,
        until=None if offer.no else offer.until,
        number=ticket.deferrals,
        proposed=None,
        answered=None,
    )


@router.post("/{ticket_id}/deferral", response={200: TicketOut, ERRORS: Problem}, url_name="defer")
def defer(
    request: HttpRequest,
    ticket_id: Line,
    body: DeferralIn,
    idempotency_key: IdempotencyKey = None,
) -> TicketOut:
    """Propose to put it off, agree, decline, or take one's own proposal back."""
    caller = caller_of(request)
    ticket = ticket_to_defer(caller, ticket_id)
    return write_once(
        caller,
        idempotency_key,
        identity_of(request),
        TicketOut,
        lambda now: ticket_out(_said(caller, ticket, body, now), provider()),
    )


def _said(caller: Caller, ticket: Ticket, body: DeferralIn, now: datetime) -> Ticket:
    side = Side.PROVIDER if caller.is_staff else Side.CUSTOMER
    actor, words = caller.actor, Words(text=body.text)
    if body.does == "propose":
        propose_deferral(
            actor=actor,
            now=now,
            ticket_id=ticket.id,
            side=side,
            words=words,
            key=new_key(caller),
        )
    elif body.does == "withdraw":
        withdraw_deferral(actor=actor, now=now, ticket_id=ticket.id, number=body.number, side=side)
    else:
        answer_deferral(
            actor=actor,
            now=now,
            ticket_id=ticket.id,
            number=body.number,
            side=side,
            accepts=body.does == "agree",
            words=words,
        )
    return ticket_for(caller, ticket.number)


def _consent(consent: Consent) -> ConsentOut:
    return ConsentOut(side=consent.side, by=consent.by, at=consent.at, channel=consent.channel)
