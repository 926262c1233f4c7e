"""Putting a fault off by agreement (P5), as the card beside the ticket shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django import forms

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.forms.deferring import AnswerForm, CallForm, ProposeForm
from qendra.tickets.agreement import (
    Agreement,
    Offer,
    agreement_of,
    offer_of,
    who_is_asked,
    who_may_agree,
)
from qendra.tickets.deferral import Side
from qendra.tickets.models import Ticket
from qendra.tickets.states import State

PROPOSE, ANSWER, CALL = "deferral", "deferral-answer", "deferral-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralCard:
    """What stands, and the forms that this reader may send."""

    offer: Offer | None = None
    agreement: Agreement | None = None
    is_agreed: bool = False
    is_theirs: bool = False
    asked: tuple[str, ...] = ()
    # What somebody typed into a form that is not there any more.
    typed: str = ""
    propose: forms.Form | None = None
    answer: forms.Form | None = None
    call: forms.Form | None = None


def deferral_of(
    person: Person, ticket: Ticket, returned: Mapping[str, forms.Form], now: datetime
) -> DeferralCard | None:
    """The card; none for a request and for what is closed, but for words that came back."""
    card = None
    if ticket.is_open and ticket.kind == "fault":
        may_work = person.has_right(Right.WORK)
        card = _card(ticket, returned, now, may_work=may_work)
    shown = (card.propose, card.answer, card.call) if card else ()
    for name in (PROPOSE, ANSWER, CALL):
        form = returned.get(name)
        if form and form not in shown and (typed := form.data.get("text", "").strip()):
            return replace(card or DeferralCard(), typed=typed)
    return card


def _card(
    ticket: Ticket, returned: Mapping[str, forms.Form], now: datetime, *, may_work: bool
) -> DeferralCard:
    if ticket.state == State.DEFERRED:
        return DeferralCard(agreement=agreement_of(ticket), is_agreed=True)
    if ticket.deferral_by == Side.CUSTOMER:
        answer = returned.get(ANSWER) or AnswerForm(auto_id="id_deferral_answer_%s")
        return DeferralCard(
            agreement=agreement_of(ticket), is_theirs=True, answer=answer if may_work else None
        )
    if ticket.deferral_by:
        return _asked(ticket, returned, may_work=may_work)
    offer = offer_of(ticket, now)
    if offer.no or not may_work:
        return DeferralCard(offer=offer)
    propose = returned.get(PROPOSE) or ProposeForm(auto_id="id_deferral_%s")
    asked = tuple(each.name for each in who_is_asked(ticket))
    return DeferralCard(offer=offer, propose=propose, asked=asked, call=_call(ticket, returned))


def _asked(ticket: Ticket, returned: Mapping[str, forms.Form], *, may_work: bool) -> DeferralCard:
    """Our own proposal waits: it can be taken back, or answered in a call."""
    return DeferralCard(
        agreement=agreement_of(ticket),
        asked=tuple(each.name for each in who_is_asked(ticket)),
        answer=AnswerForm(auto_id="id_deferral_answer_%s") if may_work else None,
        call=_call(ticket, returned) if may_work else None,
    )


def _call(ticket: Ticket, returned: Mapping[str, forms.Form]) -> forms.Form | None:
    """What a contact said on the telephone; none where nobody there may agree."""
    people = who_may_agree(ticket)
    return (returned.get(CALL) or CallForm(people=people)) if people else None
