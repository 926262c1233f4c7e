"""A rota ends: first what it holds, then one button."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.rotas.views.overview import PLACE
from qendra.escalation.actions.rotas import retire_rota
from qendra.escalation.selectors import levels_of_rota, tickets_of_rota
from qendra.lib.errors import Refused
from qendra.rotas.access import rota_for


class EndingForm(forms.Form):
    """Why it ends, for its history."""

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=150)


@staff(Right.ROTAS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, person: Person, rota_id: int) -> HttpResponseBase:
    """Nobody is on call in it from now on."""
    row = rota_for(person, rota_id)
    form = EndingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            retire_rota(
                actor=at_the_desk(person),
                now=timezone.now(),
                rota_id=row.id,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rota “%(name)s” has ended.") % {"name": row.name})
            return redirect("rotas:rotas")
    context = frame(person, timezone.now(), PLACE) | {
        "rota": row,
        "levels": levels_of_rota(row.id),
        "tickets": tickets_of_rota(row.id),
        "form": form,
    }
    return render(request, "desk/rotas/end.html", context, status=422 if form.errors else 200)
