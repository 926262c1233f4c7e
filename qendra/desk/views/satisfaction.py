"""How satisfied customers are, for those who lead (G2)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import seen_by
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.queues import SATISFACTION
from qendra.desk.shown.satisfaction import bars_of
from qendra.satisfaction.selectors import Period

A_YEAR = timedelta(days=365)


@staff(Right.SUPERVISE)
@require_safe
def satisfaction(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The last twelve months: by month, by team, by customer, and the newest answers."""
    now = timezone.now()
    period = Period(now - A_YEAR, seen_by(person))
    months = period.by_month()
    context = frame(person, now, SATISFACTION) | {
        "all": period.altogether(),
        "months": months,
        "bars": bars_of(months),
        "teams": period.by_team(),
        "customers": period.by_customer(),
        "latest": period.latest(),
    }
    return render(request, "desk/satisfaction.html", context)
