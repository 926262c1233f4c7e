"""The same as ``qendra doctor`` on a page of the desk, for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.project.doctor.examination import are_wrong, examine

NAME = "doctor"


@staff(Right.ADMINISTER)
@require_safe
def doctor(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everything that was looked at just now, what is wrong or will be on top.

    Servers that do not answer are waited for a few seconds.
    """
    now = timezone.now()
    findings = sorted(examine(now), key=lambda finding: (not finding.remedy, finding.is_early))
    context = {"findings": findings, "are_wrong": are_wrong(findings)}
    return render(request, "doctor.html", frame(person, now, NAME) | context)
