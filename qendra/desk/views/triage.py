"""Triage: mails that nobody could place, and messages that could not be delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.addresses import ticket_page
from qendra.desk.forms.triage import JoinForm, OpenFromMailForm
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.queues import TRIAGE
from qendra.desk.shown.mail import mail_shown
from qendra.desk.undelivered import dead_messages_for
from qendra.desk.undo import address_of, undo_of_dismissal
from qendra.intake.email.access import mails_to_place, triage_mail
from qendra.intake.email.actions import (
    triage_dismiss,
    triage_join,
    triage_open_ticket,
    triage_retry,
)
from qendra.intake.email.models import RawMail
from qendra.lib.counting import count
from qendra.lib.errors import Refused
from qendra.lib.paging import page_of
from qendra.lib.said import tags
from qendra.live.pages import draw, live, tag_of, unchanged
from qendra.live.topics import LISTS
from qendra.tickets.models import Ticket

ROWS = 50


@staff(Right.SEE)
@require_safe
def triage(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everything that waits for a person to decide, oldest first."""
    mails, now = mails_to_place(person), timezone.now()
    page = page_of(mails, request.GET.get("page"), ROWS, lambda: count(mails))
    dead = list(dead_messages_for(person)[:ROWS])
    waiting = [(row.id, row.state) for row in page]
    tag = tag_of(person, page.number, page.total, waiting, [each.id for each in dead])
    if same := unchanged(request, tag):
        return same
    context = frame(person, now, TRIAGE) | {"page": page, "dead": dead}
    context["live"] = live([LISTS], tag, now)
    return draw(request, "desk/triage.html", context, tag=tag)


@staff(Right.SEE)
@require_safe
def mail(request: HttpRequest, person: Person, mail_id: int) -> HttpResponseBase:
    """One mail: why it lies here, what it says, what it is, and what can become of it."""
    return _mail(request, person, triage_mail(person, mail_id, Right.SEE))


@staff(Right.WORK)
@require_POST
def open_ticket(request: HttpRequest, person: Person, mail_id: int) -> HttpResponseBase:
    """Open a ticket from the mail."""
    row = triage_mail(person, mail_id)
    form = OpenFromMailForm(request.POST, person=person)

    def action() -> Ticket:
        return triage_open_ticket(
            actor=at_the_desk(person),
            now=timezone.now(),
            mail_id=row.id,
            customer=form.cleaned_data["customer"],
            service=form.cleaned_data["service"],
        )

    return _decide(request, person, row, {"open_form": form}, action)


@staff(Right.WORK)
@require_POST
def join(request: HttpRequest, person: Person, mail_id: int) -> HttpResponseBase:
    """Put the mail on a ticket."""
    row = triage_mail(person, mail_id)
    form = JoinForm(request.POST, person=person)

    def action() -> Ticket | None:
        if form.ticket is None:
            return None
        return triage_join(
            actor=at_the_desk(person),
            now=timezone.now(),
            mail_id=row.id,
            ticket_id=form.ticket.id,
        )

    return _decide(request, person, row, {"join_form": form}, action)


@staff(Right.WORK)
@require_POST
def dismiss(request: HttpRequest, person: Person, mail_id: int) -> HttpResponseBase:
    """Set the mail aside."""
    row = triage_mail(person, mail_id)

    def action() -> None:
        triage_dismiss(actor=at_the_desk(person), now=timezone.now(), mail_id=row.id)

    undo = address_of(undo_of_dismissal(row))
    return _decide(request, person, row, {}, action, undo)


@staff(Right.WORK)
@require_POST
def retry(request: HttpRequest, person: Person, mail_id: int) -> HttpResponseBase:
    """Let the machine try the mail again."""
    row = triage_mail(person, mail_id)

    def action() -> None:
        triage_retry(actor=at_the_desk(person), now=timezone.now(), mail_id=row.id)

    return _decide(request, person, row, {}, action)


def _decide(
    request: HttpRequest,
    person: Person,
    row: RawMail,
    forms: dict[str, Any],
    action: Callable[[], Ticket | None],
    undo: str = "",
) -> HttpResponseBase:
    """Carry out one decision: to the ticket that came of it, else back to the list."""
    if not all(form.is_valid() for form in forms.values()):
        return _mail(request, person, row, forms, status=422)
    try:
        ticket = action()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _mail(request, person, triage_mail(person, row.id), forms, status=409)
    messages.success(request, _("Done."), extra_tags=tags(undo=undo))
    return redirect(ticket_page(ticket) if ticket else "desk:triage")


def _mail(
    request: HttpRequest,
    person: Person,
    row: RawMail,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = frame(person, timezone.now(), TRIAGE) | {"row": row, "mail": mail_shown(row)}
    if row.is_in_triage and person.has_right(Right.WORK):
        context |= {
            "open_form": OpenFromMailForm(person=person),
            "join_form": _join_form(row, person),
        }
    return render(request, "desk/mail.html", context | (forms or {}), status=status)


def _join_form(row: RawMail, person: Person) -> JoinForm:
    named = row.seems_to_be.number if row.seems_to_be else ""
    return JoinForm(initial={"ticket_id": named}, person=person)
