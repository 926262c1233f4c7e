"""Calendars of others: addresses at which they read shifts, and files that are read here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.rotas.forms import AbsenceFileForm, AddressForm, ShiftFileForm, key_of
from qendra.desk.rotas.views.absences import whose_absences
from qendra.desk.rotas.views.overview import PLACE
from qendra.lib.errors import Refused
from qendra.rotas.access import calendar_address_for
from qendra.rotas.actions.calendars import make_calendar_address, revoke_calendar_address
from qendra.rotas.actions.reading import Read, read_absences, read_shifts
from qendra.rotas.addresses import calendar_url
from qendra.rotas.selectors import current_rotas
from qendra.rotas.subscriptions import addresses_of, calendar_of_token

HERE = "rotas:calendars"


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The shifts behind a private address, for a program that signs in to nothing."""
    host = request.get_host().partition(":")[0]
    content = calendar_of_token(token, host, timezone.now())
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response


@staff(Right.SEE)
@require_safe
def calendars(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The reader's addresses, and what can be read from files."""
    return _page(request, person)


@staff(Right.SEE)
@require_POST
def address(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Make one: of a rota, or of one's own shifts."""
    form = AddressForm(request.POST, rotas=current_rotas())
    if not form.is_valid():
        return _page(request, person, address_form=form)
    make_calendar_address(
        actor=at_the_desk(person),
        now=timezone.now(),
        rota_id=key_of(form.cleaned_data["of"]),
    )
    messages.success(request, _("The address is made. Paste it into your calendar program."))
    return redirect(HERE)


@staff(Right.SEE)
@require_POST
def revocation(request: HttpRequest, person: Person, address_id: int) -> HttpResponseBase:
    """Whoever has it reads nothing any more."""
    found = calendar_address_for(person, address_id)
    revoke_calendar_address(actor=at_the_desk(person), now=timezone.now(), address_id=found.id)
    messages.success(request, _("Revoked: nobody reads anything there any more."))
    return redirect(HERE)


@staff(Right.SEE)
@require_POST
def absence_file(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Absences of the reader, or for whoever manages rotas of anybody."""
    form = AbsenceFileForm(request.POST, request.FILES, whose=whose_absences(person))

    def read(given: dict[str, Any], content: bytes) -> Read:
        return read_absences(
            actor=at_the_desk(person),
            now=timezone.now(),
            person_id=int(given["person"]),
            content=content,
        )

    return _read(request, form, read) or _page(request, person, absence_form=form)


@staff(Right.ROTAS)
@require_POST
def shift_file(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Shifts of a rota that were planned elsewhere."""
    form = ShiftFileForm(request.POST, request.FILES, rotas=current_rotas())

    def read(given: dict[str, Any], content: bytes) -> Read:
        return read_shifts(
            actor=at_the_desk(person),
            now=timezone.now(),
            rota_id=int(given["rota"]),
            content=content,
        )

    return _read(request, form, read) or _page(request, person, shift_form=form)


def _read(
    request: HttpRequest, form: forms.Form, read: Callable[[dict[str, Any], bytes], Read]
) -> HttpResponseBase | None:
    """What was read is told; None where nothing was, and the form says why."""
    if not form.is_valid():
        return None
    try:
        found = read(form.cleaned_data, form.cleaned_data["file"].read())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    messages.success(request, _told(found))
    for sentence in found.refused[:10]:
        messages.warning(request, _("Not taken: %(event)s") % {"event": sentence})
    return redirect(HERE)


def _told(found: Read) -> str:
    sentence = ngettext(
        "%(count)d event was taken from the file; %(known)d were known already.",
        "%(count)d events were taken from the file; %(known)d were known already.",
        found.made,
    )
    return sentence % {"count": found.made, "known": found.known}


def _page(request: HttpRequest, person: Person, **forms_sent: forms.Form) -> HttpResponseBase:
    rotas = list(current_rotas())
    context = frame(person, timezone.now(), PLACE) | {
        "addresses": [(each, calendar_url(each)) for each in addresses_of(person)],
        "address_form": AddressForm(rotas=rotas, initial={"of": request.GET.get("of", "")}),
        "absence_form": AbsenceFileForm(whose=whose_absences(person)),
        "shift_form": ShiftFileForm(rotas=rotas) if person.has_right(Right.ROTAS) else None,
        **forms_sent,
    }
    status = 422 if forms_sent else 200
    return render(request, "desk/rotas/calendars.html", context, status=status)
