"""What is written on a ticket: answers, internal notes, calls."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.carrying import carry_out
from qendra.desk.forms.composing import CALL, NOTE, ComposeForm
from qendra.desk.gate import at_the_desk, on_the_phone, staff
from qendra.desk.page import COMPOSE, modes_of
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.conversation import add_note, log_call, reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
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
    told = {NOTE: _("Noted. The customer does not see it."), CALL: _("The call is logged.")}
    return told.get(form.chosen(), _("Your answer is on its way."))


def _write(person: Person, ticket: Ticket, form: ComposeForm, now: datetime) -> None:
    given = form.cleaned_data
    words = Words(text=given["text"], files=kept(given["attachments"], now))
    key = f"desk-{given['mode']}:{given['token']}"
    if given["mode"] == NOTE:
        add_note(actor=at_the_desk(person), now=now, ticket_id=ticket.id, words=words, key=key)
    elif given["mode"] == CALL:
        log_call(
            actor=on_the_phone(person),
            now=now,
            ticket_id=ticket.id,
            words=words,
            direction=given["direction"] or "in",
            with_whom=given["with_whom"],
            key=key,
        )
    else:
        reply(
            actor=at_the_desk(person),
            now=now,
            ticket_id=ticket.id,
            words=words,
            then=State(given["then"]) if given["then"] else None,
            version=given["version"],
            key=key,
        )
