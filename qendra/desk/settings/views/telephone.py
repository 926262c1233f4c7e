"""Telephone systems that tell us of their calls, and what to enter there."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import settings_frame
from qendra.desk.settings.registry import setting
from qendra.intake.phone.access import phone_system
from qendra.intake.phone.actions import add_system, renew_phone_secret, switch_system
from qendra.intake.phone.keys import secret_of
from qendra.intake.phone.selectors import systems
from qendra.lib.errors import Refused

PAGE = "settings:telephone"


class SystemForm(forms.Form):
    """A new one needs a name, nothing else."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("As you call it among yourselves."),
    )


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def telephone(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All of them with their secrets; add one, switch one off, renew a secret."""
    now, form = timezone.now(), SystemForm(request.POST if "name" in request.POST else None)
    if form.is_valid():
        try:
            add_system(actor=at_the_desk(person), now=now, name=form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Added. Enter the address and the secret there."))
            return redirect(PAGE)
    if "system" in request.POST:
        _change(request, person, now)
        return redirect(PAGE)
    context = settings_frame(person, PAGE) | {
        "setting": setting(PAGE),
        "rows": [(system, secret_of(system)) for system in systems()],
        "form": form,
        "webhook_url": str(settings.BASE_URL) + reverse("api:phone_call"),
        "pop_url": str(settings.BASE_URL) + reverse("desk:pop") + "?number=",
    }
    status = 422 if form.errors else 200
    return render(request, "desk/settings/telephone.html", context, status=status)


def _change(request: HttpRequest, person: Person, now: datetime) -> None:
    key = request.POST["system"]
    system = phone_system(int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0)
    actor, does = at_the_desk(person), request.POST.get("does", "")
    if does == "renew":
        renew_phone_secret(actor=actor, now=now, system_id=system.id)
        messages.success(request, _("There is another secret now. Enter it there."))
    elif does in {"on", "off"}:
        switch_system(actor=actor, now=now, system_id=system.id, is_active=does == "on")
        messages.success(request, _("Saved."))
