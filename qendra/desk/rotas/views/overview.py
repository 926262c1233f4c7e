"""Who is on call now, in every rota."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.rotas.shown import on_call_list, own_shifts
from qendra.rotas.duties import LOOKED_AHEAD
from qendra.rotas.selectors import current_rotas, pure_rotas

PLACE = "rotas"


@staff(Right.SEE)
@require_safe
def rotas(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every rota with who is on call, and the reader's own next shifts."""
    now = timezone.now()
    found = list(current_rotas())
    pure = pure_rotas([each.id for each in found], now, now + LOOKED_AHEAD)
    context = frame(person, now, PLACE) | {
        "on_call": on_call_list(found, pure, now),
        "own": own_shifts(found, pure, person, now),
    }
    return render(request, "desk/rotas/rotas.html", context)
