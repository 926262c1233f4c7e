"""All settings on one page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.desk.settings.page import settings_frame


@staff(Right.SEE)
def index(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every page of settings that the person may open; no index where there is none."""
    context = settings_frame(person, "settings:index")
    if not context["groups"]:
        raise Http404
    return _drawn(request, context)


@require_safe
def _drawn(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    return render(request, "desk/settings/index.html", context)
