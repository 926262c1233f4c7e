"""Telephone systems that tell us of their calls, and what to enter there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.registry import setting
from qendra.intake.phone.access import phone_system
from qendra.intake.phone.actions import add_system, change_system, renew_phone_secret
from qendra.intake.phone.actions.systems import SUBJECT, system_values
from qendra.intake.phone.keys import secret_of
from qendra.intake.phone.models import PhoneSystem
from qendra.intake.phone.selectors import systems
from qendra.lib import drawn

PAGE = "settings:telephone"
GET_AND_POST = ["GET", "HEAD", "POST"]


class NewSystemForm(forms.Form):
    """A new one needs a name, nothing else."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("As you call it among yourselves."),
    )


class SystemForm(NewSystemForm):
    """One that is there may also be heard no more."""

    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)


@staff(Right.ADMINISTER)
@require_safe
def telephone(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All of them, and where they post."""
    context = settings_frame(person, PAGE) | {"setting": setting(PAGE), "rows": systems()}
    return render(request, "desk/settings/telephone.html", context | _addresses())


@staff(Right.ADMINISTER)
@require_http_methods(GET_AND_POST)
def new_system(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Add one; its secret comes next."""
    made: list[PhoneSystem] = []

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        del seen
        now, actor = timezone.now(), at_the_desk(person)
        made.append(add_system(actor=actor, now=now, name=cleaned["name"]))

    editor = Editor(
        page=PAGE,
        template="desk/settings/telephone_system.html",
        form=NewSystemForm,
        values=lambda: {"name": ""},
        apply=apply,
    )
    answer = edit(request, person, editor, {"heading": _("Add a telephone system")})
    return redirect("settings:telephone_system", made[0].id) if made else answer


@staff(Right.ADMINISTER)
@require_http_methods(GET_AND_POST)
def system(request: HttpRequest, person: Person, system_id: int) -> HttpResponseBase:
    """Look at one with its secret, and change it."""
    row = phone_system(system_id)

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        change_system(
            actor=at_the_desk(person),
            now=timezone.now(),
            system_id=row.id,
            name=cleaned["name"],
            is_active=cleaned["is_active"],
            drawn=seen,
        )

    editor = Editor(
        page=PAGE,
        template="desk/settings/telephone_system.html",
        form=SystemForm,
        values=lambda: system_values(phone_system(row.id)),
        apply=apply,
        names={"secret": _("Its secret")},
        wording={"secret": lambda _value: _("another one")},
        subject=(SUBJECT, row.id),
    )
    shown = {"row": row, "heading": row.name, "secret": secret_of(row)}
    return edit(request, person, editor, shown | _addresses())


@staff(Right.ADMINISTER)
@require_POST
def renew(request: HttpRequest, person: Person, system_id: int) -> HttpResponseBase:
    """Another secret, because somebody else may know this one."""
    row = phone_system(system_id)
    renew_phone_secret(actor=at_the_desk(person), now=timezone.now(), system_id=row.id)
    messages.success(request, _("There is another secret now. Enter it there."))
    return redirect("settings:telephone_system", row.id)


def _addresses() -> dict[str, Any]:
    return {
        "webhook_url": str(settings.BASE_URL) + reverse("api:phone_call"),
        "pop_url": str(settings.BASE_URL) + reverse("desk:pop") + "?number=",
    }
