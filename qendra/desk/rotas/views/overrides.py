"""Taking a shift, giving one away, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.rotas.forms import key_of
from qendra.desk.rotas.views.rota import override_form, show_rota
from qendra.lib.errors import Refused
from qendra.rotas.access import override_for, rota_for
from qendra.rotas.actions.overrides import make_override, withdraw_override


@staff(Right.SEE)
@require_POST
def override(request: HttpRequest, person: Person, rota_id: int) -> HttpResponseBase:
    """Somebody is on call instead."""
    row = rota_for(person, rota_id)
    form = override_form(person, row, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = make_override(
                actor=at_the_desk(person),
                now=timezone.now(),
                rota_id=row.id,
                person_id=int(given["person"]),
                instead_of_id=key_of(given["instead_of"]),
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                reason=given["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s takes over.") % {"name": made.person.name})
            return redirect("rotas:rota", row.id)
    return show_rota(request, person, row, form)


@staff(Right.SEE)
@require_POST
def withdraw(request: HttpRequest, person: Person, override_id: int) -> HttpResponseBase:
    """The plan holds again."""
    found = override_for(person, override_id)
    try:
        withdraw_override(actor=at_the_desk(person), now=timezone.now(), override_id=found.id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. The plan holds again."))
    return redirect("rotas:rota", found.rota_id)
