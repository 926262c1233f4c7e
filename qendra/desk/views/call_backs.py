"""Calls that customers wait for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.call_backs.selectors import shown_call_backs
from qendra.catalogue.access import seen_by
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.queues import CALL_BACKS

ROWS = 50


@staff(Right.SEE)
@require_safe
def call_backs(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Whom to call, on which number, why, and by when; what is due first on top."""
    context = frame(person, timezone.now(), CALL_BACKS)
    waiting = shown_call_backs().filter(seen_by(person, "ticket__customer"))
    context["call_backs"] = waiting[:ROWS]
    return render(request, "desk/call_backs.html", context)
