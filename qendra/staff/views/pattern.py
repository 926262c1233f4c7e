"""What all these pages share: a form in the frame of the settings, and what saving does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole, Right
from qendra.accounts.wording import DEFAULT_ROLES, RIGHTS
from qendra.desk.settings.page import settings_frame
from qendra.history.models import Change
from qendra.history.selectors import Name, ShownChange, shown
from qendra.lib.errors import Refused

WORDING = {
    "roles": lambda keys: ", ".join(_role_named(each) for each in keys),
    "rights": lambda rights: ", ".join(str(RIGHTS[Right(each)].name) for each in rights),
}


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted; None while a page is only looked at."""
    return request.POST if request.method == "POST" else None


def page(
    request: HttpRequest,
    person: Person,
    place: str,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponseBase:
    """One page in the frame of the settings; ``place`` is the one that the navigation marks."""
    shown_there = settings_frame(person, place) | dict(context)
    return render(request, template, shown_there, status=status)


def edit(
    request: HttpRequest,
    person: Person,
    place: str,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    context: Mapping[str, Any],
    template: str = "staff/form.html",
) -> HttpResponseBase:
    """Draw the form, or save it and go back to the list; a refusal keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect(place)
    given = {"form": form, **context}
    return page(request, person, place, template, given, 422 if form.is_bound else 200)


def history_of(changes: list[Change], form: type[forms.Form]) -> list[ShownChange]:
    """The history of one of these things, in the words of its form."""
    names: dict[str, Name] = {name: field.label or name for name, field in form.base_fields.items()}
    more: dict[str, Name] = {"is_active": _("With us"), "teams": _("Teams")}
    return shown(changes, names | more, WORDING)


def _role_named(key: str) -> str:
    return str(DEFAULT_ROLES[DefaultRole(key)].name) if key in set(DefaultRole) else key
