"""Undo: what was sent a moment ago comes back, what was done is done the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.actions.holding import take_back
from qendra.desk.actions.views import restore_view
from qendra.desk.addresses import ticket_page
from qendra.desk.forms.composing import ComposeForm, modes_of
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.models import Held, View
from qendra.desk.page import COMPOSE, Returned, show_ticket
from qendra.desk.undo import BACK
from qendra.intake.email.access import triage_mail
from qendra.intake.email.actions import triage_put_back
from qendra.lib.errors import Refused
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions.merging import merge_ticket, unmerge_ticket
from qendra.tickets.actions.undoing import undo_entries
from qendra.tickets.models import Ticket

# As many as a list can have changed at once.
MOST = 50


@staff(Right.SEE)
@require_POST
def undo(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Take back everything that the address names, as far as it still can be."""
    asked = request.GET
    refused: list[str] = []
    held = list(_take_back(person, asked.getlist("held")[:MOST], refused))
    tickets = list(_undo_entries(person, asked.getlist("entries")[:MOST], refused))
    tickets += _unmerge(person, asked.getlist("merged")[:MOST], refused)
    tickets += _join_again(person, asked.getlist("split")[:MOST], refused)
    mails = list(_put_back(person, asked.getlist("mail")[:MOST], refused))
    views = list(_restore(person, asked.getlist("view")[:MOST], refused))
    for sentence in dict.fromkeys(refused):
        messages.error(request, sentence)
    if len(held) == 1 and held[0].text and not tickets:
        return _words_again(request, person, held[0])
    tickets += [staff_ticket(person, each.ticket.number) for each in held]
    if tickets or mails or views:
        messages.success(request, _("Taken back."))
    if views:
        return redirect("desk:view", views[0].id)
    if back := _list_named(asked.get(BACK, "")):
        return redirect(back)
    if len(tickets) == 1:
        return redirect(ticket_page(tickets[0]))
    return redirect("desk:triage" if asked.getlist("mail") else "desk:front")


def _take_back(person: Person, ids: list[str], refused: list[str]) -> Iterator[Held]:
    for each in ids:
        try:
            yield take_back(actor=at_the_desk(person), held_id=_number(each))
        except Refused as refusal:
            refused.append(str(refusal))


def _undo_entries(person: Person, asked: list[str], refused: list[str]) -> Iterator[Ticket]:
    for each in asked:
        number, first, last = _parts(each)
        ticket = staff_ticket(person, number, Right.WORK)
        try:
            yield undo_entries(
                actor=at_the_desk(person),
                now=timezone.now(),
                ticket_id=ticket.id,
                first=_number(first),
                last=_number(last),
            )
        except Refused as refusal:
            refused.append(str(refusal))


def _unmerge(person: Person, numbers: list[str], refused: list[str]) -> Iterator[Ticket]:
    for number in numbers:
        ticket = staff_ticket(person, number, Right.WORK)
        try:
            yield unmerge_ticket(actor=at_the_desk(person), now=timezone.now(), ticket_id=ticket.id)
        except Refused as refusal:
            refused.append(str(refusal))


def _join_again(person: Person, asked: list[str], refused: list[str]) -> Iterator[Ticket]:
    for each in asked:
        new, _colon, old = each.partition(":")
        one, other = (staff_ticket(person, number, Right.WORK) for number in (new, old))
        try:
            yield merge_ticket(
                actor=at_the_desk(person),
                now=timezone.now(),
                ticket_id=one.id,
                into_id=other.id,
            )
        except Refused as refusal:
            refused.append(str(refusal))


def _put_back(person: Person, asked: list[str], refused: list[str]) -> Iterator[object]:
    for each in asked:
        mail_id, state, reason = _parts(each)
        row = triage_mail(person, _number(mail_id))
        try:
            yield triage_put_back(
                actor=at_the_desk(person), mail_id=row.id, state=state, reason=reason
            )
        except Refused as refusal:
            refused.append(str(refusal))


def _restore(person: Person, asked: list[str], refused: list[str]) -> Iterator[View]:
    for each in asked:
        try:
            yield restore_view(actor=at_the_desk(person), view_id=_number(each))
        except Refused as refusal:
            refused.append(str(refusal))


def _words_again(request: HttpRequest, person: Person, held: Held) -> HttpResponseBase:
    """The page with the words in the composer, ready to be changed and sent again."""
    form = ComposeForm(
        modes=modes_of(person),
        initial={"mode": held.kind, "text": held.text}
        | {name: held.data.get(name, "") for name in ("then", "direction", "with_whom")},
    )
    ticket = staff_ticket(person, held.ticket.number)
    files = tuple(held.data["lost_files"])
    return show_ticket(request, person, ticket, Returned(COMPOSE, form, taken_back=files))


def _parts(asked: str) -> list[str]:
    parts = asked.split(":")
    if len(parts) != 3:
        raise Http404
    return parts


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def _list_named(back: str) -> str:
    """The list where it was done; empty where the address names none of ours."""
    is_ours = back.startswith(reverse("desk:front"))
    return back if is_ours and url_has_allowed_host_and_scheme(back, None) else ""
