"""Merging a ticket with another one, taking them apart, and splitting words off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.acts import MERGE, SPLIT, UNMERGE
from qendra.desk.carrying import carry_out
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.merging import MergeForm
from qendra.desk.forms.splitting import SplitForm, choices_of
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.undo import undo_of_merge, undo_of_split
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.merging import merge_ticket, unmerge_ticket
from qendra.tickets.actions.splitting import split_ticket
from qendra.tickets.selectors import words_to_split


@staff(Right.WORK)
@require_POST
def merge(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Let the ticket go on in another one; its page is shown then."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = MergeForm(request.POST, person=person)
    return carry_out(
        request,
        person,
        ticket,
        name=MERGE,
        form=form,
        action=lambda: merge_ticket(
            actor=at_the_desk(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            into_id=form.cleaned_data["into"].id,
            version=form.cleaned_data["version"],
        ),
        said=_("Merged: both are read here now, and its people were told."),
        undo=lambda _into: undo_of_merge(ticket),
    )


@staff(Right.WORK)
@require_POST
def unmerge(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Let the ticket stand by itself again."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    form = DrawnForm(request.POST)
    return carry_out(
        request,
        person,
        ticket,
        name=UNMERGE,
        form=form,
        action=lambda: unmerge_ticket(
            actor=at_the_desk(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            version=form.cleaned_data["version"],
        ),
        said=_("It stands by itself again, and its people were told."),
    )


@staff(Right.WORK)
@require_POST
def split(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """Let words about another matter go on as a ticket of their own; its page is shown then."""
    ticket = staff_ticket(person, ticket_id, Right.WORK)
    choices = choices_of(words_to_split(ticket), ticket)
    form = SplitForm(request.POST, choices=choices, ticket=ticket)
    return carry_out(
        request,
        person,
        ticket,
        name=SPLIT,
        form=form,
        action=lambda: split_ticket(
            actor=at_the_desk(person),
            now=timezone.now(),
            ticket_id=ticket.id,
            entry_id=form.cleaned_data["entry"],
            subject=form.cleaned_data["subject"],
            service=form.cleaned_data["service"],
            version=form.cleaned_data["version"],
        ),
        said=_("It is a ticket of its own now, and its reporter was told."),
        undo=lambda new: undo_of_split(new, ticket),
    )
