"""All settings on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.desk.settings.page import settings_frame


@staff(Right.ADMINISTER)
@require_safe
def index(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every page of settings, each with what it is for."""
    context = settings_frame(person, "settings:index")
    return render(request, "desk/settings/index.html", context)
