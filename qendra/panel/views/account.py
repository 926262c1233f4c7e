"""One's own account, for customers and staff alike."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.catalogue.access import memberships_of
from qendra.panel.forms.account import AccountForm
from qendra.panel.gate import in_the_panel, signed_in
from qendra.preferences.actions import change_profile
from qendra.preferences.kinds import Kind
from qendra.preferences.selectors import staff_kinds, unwanted_kinds


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Name, number, language, time zone, and which mails."""
    before = _now(person)
    form = AccountForm(request.POST if request.method == "POST" else None, initial=before)
    reports = _may_report(person)
    if form.is_valid():
        given = form.cleaned_data
        change_profile(
            actor=in_the_panel(person),
            now=timezone.now(),
            person=person,
            name=given["name"],
            phone=given["phone"],
            language=given["language"],
            time_zone=given["time_zone"],
            wanted=given["mails"] if reports else [Kind(each) for each in before["mails"]],
            of_staff=given["staff_mails"],
        )
        messages.success(request, _("Saved."))
        return redirect("panel:account")
    context = {"section": "account", "form": form, "reports": reports}
    context["is_contact"] = memberships_of(person).exists()
    return render(request, "panel/account.html", context)


def _may_report(person: Person) -> bool:
    """Whether mails to customers can be meant for this person at all."""
    return not person.is_staff_member or memberships_of(person).exists()


def _now(person: Person) -> dict[str, Any]:
    unwanted = unwanted_kinds([person.id]).get(person.id, [])
    return {
        "name": person.name,
        "phone": person.phone,
        "language": person.language,
        "time_zone": person.time_zone,
        "mails": [str(kind) for kind in Kind if kind not in unwanted],
        "staff_mails": [str(kind) for kind in staff_kinds([person.id])[person.id]],
    }
