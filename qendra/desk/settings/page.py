"""The pattern of a page of settings: explanation, form, what was changed meanwhile, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.actions.setup import confirm_step
from qendra.desk.frame import frame
from qendra.desk.gate import at_the_desk
from qendra.desk.settings.proposed import proposed
from qendra.desk.settings.registry import groups_for, setting
from qendra.history.selectors import Wording, changes_of, shown
from qendra.lib import drawn
from qendra.lib.errors import Crossed, Refused

PREVIEW = "preview"
# In the address of a page: the step of the set-up that its reader is at.
SET_UP = "setup"
Cleaned = Mapping[str, Any]
Names = dict[str, Any]


def no_preview(cleaned: Cleaned) -> dict[str, Any]:
    """For a page whose form says all there is to see: what it would change is shown."""
    del cleaned
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """One form over something that is there: how it is drawn, and what saving does.

    ``values`` are those of now, as text by field: the form's beginning and its version. ``apply``
    is told what was entered, and the values that the form was drawn with. ``preview`` makes, of
    what was entered so far, what the page shows beside the form. ``subject`` names its history.
    In the set-up the form begins with what is ``suggested``. A page that is no setting brings its
    own ``frame``. ``wording`` says values that are codes as people read them, ``names`` what the
    history names besides the fields.
    """

    page: str
    template: str
    form: type[forms.Form]
    values: Callable[[], dict[str, str]]
    apply: Callable[[Cleaned, drawn.Values | None], object]
    preview: Callable[[Cleaned], dict[str, Any]] = no_preview
    suggested: Callable[[], dict[str, str]] = dict
    frame: Callable[[], dict[str, Any]] | None = None
    wording: Wording = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    subject: tuple[str, int] = ("", 0)
    back: str = ""


def settings_frame(person: Person, page: str) -> dict[str, Any]:
    """What every page of settings needs besides its own content."""
    return frame(person, timezone.now(), "settings") | {
        "groups": groups_for(person),
        "page_name": page,
    }


def edit(
    request: HttpRequest, person: Person, editor: Editor, more: Mapping[str, Any] | None = None
) -> HttpResponseBase:
    """Draw the form, show what it would look like, or save it."""
    now = editor.values()
    if request.method != "POST":
        begin = {**now, **(editor.suggested() if SET_UP in request.GET else {})}
        shown = {**(more or {}), **editor.preview(begin)}
        return _drawn(request, person, editor, editor.form(initial=begin), now, shown)
    form = editor.form(request.POST, request.FILES, initial=now)
    is_right = form.is_valid()
    more = {**(more or {}), **editor.preview({**now, **form.cleaned_data})}
    if PREVIEW in request.POST:
        return _drawn(request, person, editor, form, _seen(request) or now, more)
    if is_right:
        try:
            editor.apply(form.cleaned_data, _seen(request))
        except Crossed as crossed:
            form.add_error(None, str(crossed))
            return _crossed(request, person, editor, form, more)
        except Refused as refusal:
            # Some rules name the field that is wrong.
            name = getattr(refusal, "column", None)
            form.add_error(name if name in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return _onward(request, person, editor)
    return _drawn(request, person, editor, form, _seen(request) or now, more, status=422)


def _onward(request: HttpRequest, person: Person, editor: Editor) -> HttpResponseBase:
    """Back to the set-up with its step ticked, where somebody came from there."""
    if step := request.GET.get(SET_UP):
        confirm_step(actor=at_the_desk(person), step=step)
        return redirect("settings:setup")
    return redirect(editor.back or request.path)


def _crossed(
    request: HttpRequest, person: Person, editor: Editor, form: forms.Form, more: Mapping[str, Any]
) -> HttpResponseBase:
    """The form as it was sent, standing on what is there now, with what somebody changed."""
    now = editor.values()
    names = _names(form)
    changed = [
        (
            names.get(each.name, each.name),
            _said(editor, each.name, each.before),
            _said(editor, each.name, each.after),
        )
        for each in drawn.differences(_seen(request) or {}, now)
    ]
    context = {**more, "changed": changed}
    return _drawn(request, person, editor, form, now, context, status=409)


def _drawn(
    request: HttpRequest,
    person: Person,
    editor: Editor,
    form: forms.Form,
    seen: drawn.Values,
    more: Mapping[str, Any],
    status: int = 200,
) -> HttpResponseBase:
    context = _frame(person, editor) | {
        "form": form,
        "drawn": drawn.written(seen),
    }
    if editor.preview is no_preview:
        context["proposed"] = proposed(form)
    if editor.subject[0]:
        context["history"] = shown(
            changes_of(*editor.subject), _names(form) | editor.names, editor.wording
        )
    return render(request, editor.template, context | dict(more), status=status)


def _said(editor: Editor, name: str, value: str) -> str:
    say = editor.wording.get(name)
    return say(value) if say and value else value


def _frame(person: Person, editor: Editor) -> dict[str, Any]:
    if editor.frame is not None:
        return editor.frame()
    return settings_frame(person, editor.page) | {"setting": setting(editor.page)}


def _names(form: forms.Form) -> Names:
    return {name: each.label or name for name, each in form.fields.items()}


def _seen(request: HttpRequest) -> dict[str, str] | None:
    """The values that the form was drawn with; without them it was drawn by nobody."""
    return drawn.read(request.POST.get("drawn", ""))
