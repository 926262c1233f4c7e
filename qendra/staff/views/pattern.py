"""What all these pages share: a form in the frame of the settings, and what saving does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole, Right
from qendra.accounts.wording import DEFAULT_ROLES, RIGHTS
from qendra.desk.settings.page import PREVIEW, settings_frame
from qendra.desk.settings.proposed import proposed
from qendra.history.models import Change
from qendra.history.selectors import Name, ShownChange, shown
from qendra.lib import drawn
from qendra.lib.errors import Crossed, Refused

WORDING = {
    "roles": lambda keys: ", ".join(_role_named(each) for each in keys),
    "rights": lambda rights: ", ".join(str(RIGHTS[Right(each)].name) for each in rights),
}


# Keys of rows, with blanks between, and the codes of rights, as people read them.
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Version:
    """What a form was drawn from: the ``values`` of now, and how those that are keys are said."""

    values: Callable[[], drawn.Values]
    wording: Mapping[str, Say]


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
    version: Version | None = None,
) -> HttpResponseBase:
    """Draw the form, say what it would change, or save it and go back to the list.

    A refusal keeps what was typed.
    """
    is_preview = PREVIEW in request.POST
    status, given = 422 if form.is_bound and not is_preview else 200, {"form": form, **context}
    now = version.values() if version else {}
    given["proposed"] = proposed(form)
    if form.is_bound and form.is_valid() and not is_preview:
        try:
            save(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Crossed) and version:
                status, now = 409, version.values()
                given["changed"] = _changed(form, version, seen(request) or {}, now)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect(place)
    # Whoever has seen what somebody else changed stands on that; others on what they saw.
    shown_from = now if status == 409 else seen(request) or now
    given["drawn"] = drawn.written(shown_from) if version else ""
    return page(request, person, place, template, given, status)


def seen(request: HttpRequest) -> dict[str, str] | None:
    """The values that the form was drawn with; without them it was drawn by nobody."""
    return drawn.read(request.POST.get("drawn", ""))


def named(names: Mapping[str, str]) -> Say:
    """Says keys with blanks between by the names that they have now."""
    return lambda keys: ", ".join(names.get(key, "–") for key in keys.split())


def _changed(
    form: forms.Form, version: Version, before: drawn.Values, now: drawn.Values
) -> list[tuple[Any, str, str]]:
    """What somebody else saved meanwhile, by the names of its fields."""

    def said(name: str, value: str) -> str:
        return version.wording[name](value) if name in version.wording else value

    return [
        (form.fields[each.name].label, said(each.name, each.before), said(each.name, each.after))
        for each in drawn.differences(before, now)
    ]


def history_of(changes: list[Change], form: type[forms.Form]) -> list[ShownChange]:
    """The history of one of these things, in the words of its form."""
    names: dict[str, Name] = {name: field.label or name for name, field in form.base_fields.items()}
    more: dict[str, Name] = {"is_active": _("With us"), "teams": _("Teams")}
    more |= {"absence": _("Absence"), "deputy": _("Deputy")}
    return shown(changes, names | more, WORDING)


def _role_named(key: str) -> str:
    return str(DEFAULT_ROLES[DefaultRole(key)].name) if key in set(DefaultRole) else key
