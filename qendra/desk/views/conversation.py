"""What is written on a ticket: answers, internal notes, calls."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.actions.holding import Sent, hold
from qendra.desk.carrying import carry_out
from qendra.desk.forms.composing import CALL, NOTE, REPLY, ComposeForm, modes_of
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.models import Held, HeldKind
from qendra.desk.page import COMPOSE
from qendra.tickets.access import staff_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.uploads import kept


@staff(Right.NOTE)
@require_POST
def entries(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Write what the composer holds; what may be written depends on the person's rights."""
    now = timezone.now()
    ticket = staff_ticket(person, ticket_id, Right.NOTE)
    form = ComposeForm(request.POST, request.FILES, modes=modes_of(person))
    return carry_out(
        request,
        person,
        ticket,
        name=COMPOSE,
        form=form,
        action=lambda: _write(person, ticket, form, now),
        said=_said(form),
        draft=f"compose:{ticket.number}",
    )


def _said(form: ComposeForm) -> str:
    told = {
        NOTE: _("Noted in a few seconds. The customer does not see it."),
        CALL: _("Logged in a few seconds."),
    }
    return told.get(form.chosen(), _("Your answer leaves in a few seconds."))


def _write(person: Person, ticket: Ticket, form: ComposeForm, now: datetime) -> Held | None:
    given = form.cleaned_data
    data = {"then": given["then"]} if given["mode"] == REPLY else {}
    if given["mode"] == CALL:
        data = {"direction": given["direction"] or "in", "with_whom": given["with_whom"]}
        data["verified"] = given["verified"] or "no"
    sent = Sent(
        kind=HeldKind(given["mode"]),
        key=f"desk-{given['mode']}:{given['token']}",
        text=given["text"],
        files=kept(given["attachments"], now),
        data=data,
    )
    return hold(
        actor=at_the_desk(person),
        now=now,
        ticket_id=ticket.id,
        sent=sent,
        version=given["version"],
    )
