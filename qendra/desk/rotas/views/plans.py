"""Making a rota and changing its layers, with the picture of what is being written."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.rotas.picture import Frame, picture_of
from qendra.desk.rotas.plan_form import RotaForm
from qendra.desk.rotas.shown import names_in, shown_shifts
from qendra.desk.rotas.views.overview import PLACE
from qendra.desk.rotas.views.rota import wording
from qendra.desk.settings.page import Cleaned, Editor, edit
from qendra.lib import drawn
from qendra.lib.moments import zone_named
from qendra.rotas import rules
from qendra.rotas.access import rota_for
from qendra.rotas.actions.plans import save_rota
from qendra.rotas.models import Rota
from qendra.rotas.selectors import newest_plan
from qendra.rotas.written import plan_values, pure_plan

PREVIEWED = 14
Methods = require_http_methods(["GET", "HEAD", "POST"])


@staff(Right.ROTAS)
@Methods
def new_rota(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Make one."""
    return _edited(request, person, None)


@staff(Right.ROTAS)
@Methods
def plan(request: HttpRequest, person: Person, rota_id: int) -> HttpResponseBase:
    """Write the next version of one."""
    return _edited(request, person, rota_for(person, rota_id))


def _edited(request: HttpRequest, person: Person, row: Rota | None) -> HttpResponseBase:
    def values() -> dict[str, str]:
        if row is None:
            return {"time_zone": provider().time_zone}
        fresh = rota_for(person, row.id)
        return plan_values(fresh.name, newest_plan(fresh))

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        save_rota(
            actor=at_the_desk(person),
            now=timezone.now(),
            rota_id=row.id if row else None,
            name=cleaned["name"].strip(),
            plan=cleaned["plan"],
            drawn=seen,
        )

    back = reverse("rotas:rota", args=[row.id]) if row else reverse("rotas:rotas")
    editor = Editor(
        page=PLACE,
        template="desk/rotas/plan.html",
        form=RotaForm,
        values=values,
        apply=apply,
        preview=partial(_preview, row),
        frame=lambda: frame(person, timezone.now(), PLACE),
        wording=wording(),
        back=back,
    )
    headline = row.name if row else _("New rota")
    return edit(request, person, editor, {"rota": row, "headline": headline, "back": back})


def _preview(row: Rota | None, values: Cleaned) -> dict[str, Any]:
    """Two weeks of what was entered, or of what is there; the gaps in words."""
    saved = pure_plan(newest_plan(row)) if row else None
    draft: rules.Plan | None = values.get("plan", saved)
    if draft is None:
        return {"picture": None}
    now = timezone.now()
    zone = zone_named(draft.time_zone)
    first = max(draft.since or now, now).astimezone(zone).date()
    # As if it held from ever: a draft is looked at by itself.
    alone = rules.Rota((rules.Plan(draft.time_zone, draft.layers, draft.needed),))
    names = names_in([alone])
    edge = Frame(zone, first - timedelta(days=first.weekday()), PREVIEWED, names)
    gaps = rules.gaps(alone, edge.start, edge.end)
    return {
        "picture": picture_of(alone, edge, now),
        "first": edge.days[0],
        "last": edge.days[-1],
        "gaps": shown_shifts(gaps, names, draft.time_zone, now),
    }
