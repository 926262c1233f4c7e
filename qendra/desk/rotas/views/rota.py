"""One rota: its picture, who is on call when, overrides and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.rotas.forms import OverrideForm
from qendra.desk.rotas.picture import Frame, picture_of
from qendra.desk.rotas.plan_form import RotaForm, names_of_fields
from qendra.desk.rotas.shown import names_in, shown_shifts
from qendra.desk.rotas.views.overview import PLACE
from qendra.history.selectors import Wording, changes_of, shown
from qendra.lib.moments import zone_named
from qendra.rotas import rules
from qendra.rotas.access import rota_for
from qendra.rotas.actions.plans import ROTA
from qendra.rotas.duties import LOOKED_AHEAD
from qendra.rotas.models import Override, Rota
from qendra.rotas.selectors import (
    newest_plan,
    on_duty_people,
    overrides_between,
    people_in,
    pure_rota,
)
from qendra.rotas.wording import told_span

WEEK, MONTH = 7, 28
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShownOverride:
    """An override that holds now or later, and whether this reader may take it back."""

    row: Override
    told: str
    may_withdraw: bool


@staff(Right.SEE)
@require_safe
def rota(request: HttpRequest, person: Person, rota_id: int) -> HttpResponseBase:
    """The picture of a week or of four; ``?from=`` is its first day."""
    return show_rota(request, person, rota_for(person, rota_id))


def show_rota(
    request: HttpRequest, person: Person, row: Rota, form: OverrideForm | None = None
) -> HttpResponseBase:
    """The page; with ``form`` as it was sent and not taken."""
    now = timezone.now()
    plan = newest_plan(row)
    zone = zone_named(plan.time_zone)
    days = MONTH if request.GET.get("days") == str(MONTH) else WEEK
    today = now.astimezone(zone).date()
    first = _asked_for(request.GET.get("from", "")) or today - A_DAY * today.weekday()
    edge = Frame(zone, first, days, {})
    pure = pure_rota(row.id, min(edge.start, now), max(edge.end, now + LOOKED_AHEAD))
    names = names_in([pure])
    ahead = rules.shifts(pure, now, now + LOOKED_AHEAD)
    lines = shown_shifts(ahead, names, plan.time_zone, now)
    may = person.has_right(Right.ROTAS) or person.id in people_in(plan)
    context = frame(person, now, PLACE) | {
        "rota": row,
        "picture": picture_of(pure, Frame(zone, first, days, names), now),
        "days": days,
        "earlier": first - A_DAY * days,
        "later": first + A_DAY * days,
        "first": first,
        "last": first + A_DAY * (days - 1),
        "zone": plan.time_zone,
        "shifts": lines,
        "gaps": [each for each in lines if each.is_gap],
        "overrides": _overrides(row, person, plan.time_zone, now),
        "may": may,
        "form": (form or _fresh(request, person, row)) if may else None,
        "history": shown(changes_of(ROTA, row.id), names_of_fields(RotaForm), wording()),
    }
    return render(request, "desk/rotas/rota.html", context, status=422 if form else 200)


def override_form(person: Person, row: Rota, *args: Any, **more: Any) -> OverrideForm:
    """Whoever manages rotas chooses anybody; others those of the rota."""
    plan = newest_plan(row)
    everybody = on_duty_people()
    of = everybody.filter(id__in=people_in(plan))
    people = everybody if person.has_right(Right.ROTAS) else of
    return OverrideForm(*args, people=people, of=of, zone=plan.time_zone, **more)


def wording() -> Wording:
    """How history says people, whom a rota names by ID, and days, which it numbers."""
    names = {str(each.id): each.name for each in Person.objects.exclude(rights=[])}
    fields = names_of_fields(RotaForm)
    of_people = {
        name: lambda key: names.get(str(key), "–") for name in fields if "_person_" in name
    }
    return of_people | {name: _days for name in fields if name.endswith("_days")}


def _days(numbers: str) -> str:
    return ", ".join(str(WEEKDAYS_ABBR[int(each)]) for each in numbers.split())


def _fresh(request: HttpRequest, person: Person, row: Rota) -> OverrideForm:
    """The form, filled with the shift that was chosen in the list."""
    asked = {name: request.GET.get(name, "") for name in ("starts_at", "ends_at", "person")}
    moments = {name: _moment(asked[name]) for name in ("starts_at", "ends_at")}
    return override_form(person, row, initial=moments | {"person": asked["person"]})


def _overrides(row: Rota, person: Person, zone: str, now: datetime) -> list[ShownOverride]:
    found = overrides_between(now, now + timedelta(days=800)).filter(rota=row)
    manages = person.has_right(Right.ROTAS)
    return [
        ShownOverride(
            each,
            told_span(each.starts_at, each.ends_at, zone_named(zone)),
            manages or person.id in {each.made_by_id, each.person_id},
        )
        for each in found.select_related("person", "instead_of", "made_by").order_by("starts_at")
    ]


def _asked_for(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and 2000 <= moment.year <= 2100 else None
