"""Who is away, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.rotas.forms import AbsenceForm, DeputyForm, key_of
from qendra.desk.rotas.views.overview import PLACE
from qendra.lib.errors import Refused
from qendra.lib.moments import zone_named
from qendra.rotas.access import absence_for
from qendra.rotas.actions.absences import enter_absence, set_deputy, withdraw_absence
from qendra.rotas.models import Absence
from qendra.rotas.selectors import absences_between, deputies_of, on_duty_people
from qendra.rotas.wording import told_span

FAR = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class ShownAbsence:
    """An absence of now or later, in the reader's zone."""

    row: Absence
    told: str
    is_now: bool


@staff(Right.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those of the reader, or for whoever manages rotas of everybody; and one more."""
    if request.method != "POST":
        return _page(request, person)
    form = _absence_form(person, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = enter_absence(
                actor=at_the_desk(person),
                now=timezone.now(),
                person_id=int(given["person"]),
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                deputy_id=key_of(given["deputy"]),
                reason=given["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            sentence = _("%(name)s is away then, and is not told.") % {"name": made.person.name}
            messages.success(request, sentence)
            return redirect("rotas:absences")
    return _page(request, person, form=form)


@staff(Right.SEE)
@require_POST
def withdraw(request: HttpRequest, person: Person, absence_id: int) -> HttpResponseBase:
    """Back, or not away at all."""
    found = absence_for(person, absence_id)
    try:
        withdraw_absence(actor=at_the_desk(person), now=timezone.now(), absence_id=found.id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. The plan holds again."))
    return redirect("rotas:absences")


@staff(Right.SEE)
@require_POST
def deputy(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Who always stands in."""
    form = DeputyForm(request.POST, whose=whose_absences(person), people=on_duty_people())
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_deputy(
                actor=at_the_desk(person),
                now=timezone.now(),
                person_id=int(given["person"]),
                deputy_id=key_of(given["deputy"]),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("rotas:absences")
    return _page(request, person, deputy_form=form)


def _page(
    request: HttpRequest,
    person: Person,
    form: AbsenceForm | None = None,
    deputy_form: DeputyForm | None = None,
) -> HttpResponseBase:
    now, theirs = timezone.now(), whose_absences(person)
    zone = zone_named(person.time_zone)
    found = absences_between(now, now + FAR).filter(person__in=theirs)
    rows = found.select_related("person", "deputy").order_by("starts_at")
    context = frame(person, now, PLACE) | {
        "absences": [
            ShownAbsence(row, told_span(row.starts_at, row.ends_at, zone), row.starts_at <= now)
            for row in rows
        ],
        "deputies": deputies_of(theirs),
        "form": form or _absence_form(person, initial={"person": person.id}),
        "deputy_form": deputy_form
        or DeputyForm(whose=theirs, people=on_duty_people(), initial={"person": person.id}),
        "zone": person.time_zone,
    }
    status = 422 if form or deputy_form else 200
    return render(request, "desk/rotas/absences.html", context, status=status)


def _absence_form(person: Person, *args: Any, **more: Any) -> AbsenceForm:
    zone, whose = person.time_zone, whose_absences(person)
    return AbsenceForm(*args, whose=whose, people=on_duty_people(), zone=zone, **more)


def whose_absences(person: Person) -> QuerySet[Person]:
    """Whose absences this reader enters: their own, or everybody's."""
    everybody = on_duty_people()
    return everybody if person.has_right(Right.ROTAS) else everybody.filter(id=person.id)
