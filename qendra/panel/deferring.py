"""Putting a fault off, as the page of a ticket shows it to its customer (P5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qendra.accounts.models import Person
from qendra.panel.forms.deferring import AnswerForm, ProposeForm, WorseForm
from qendra.panel.forms.reporting import IMPACTS
from qendra.panel.gate import ticket_page
from qendra.tickets.access import may_agree
from qendra.tickets.agreement import agreement_of, offer_of
from qendra.tickets.deferral import WORSE, Side
from qendra.tickets.models import Ticket
from qendra.tickets.states import State


def deferral_context(person: Person, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What is proposed or agreed; else whether it may be, for people who may agree to it."""
    if not ticket.is_open or ticket.kind != "fault":
        return {}
    is_agreed = ticket.state == State.DEFERRED
    may = may_agree(person, ticket)
    if is_agreed or ticket.deferral_by:
        agreement = agreement_of(ticket)
        number = agreement.number if agreement else 0
        return {
            "agreement": agreement,
            "answer_url": f"{ticket_page(ticket, 'panel:deferral')}{number}/",
            "is_agreed": is_agreed,
            "is_asked": ticket.deferral_by == Side.PROVIDER,
            "may_agree": may,
            "answer_form": AnswerForm(),
            "worse_impacts": [each for each in IMPACTS if each[0] in WORSE],
            "worse_form": WorseForm(auto_id="id_worse_%s"),
        }
    if not may:
        return {}
    return {"offer": offer_of(ticket, now), "propose_form": ProposeForm(auto_id="id_defer_%s")}
