"""Importing a file: what may be in it, what would become of it, and doing that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import import_for
from qendra.catalogue.actions.importing import (
    MOST_BYTES,
    MOST_LINES,
    apply_import,
    drop_import,
    take_file,
)
from qendra.catalogue.imports import (
    applied,
    imports_of,
    is_at_work,
    lines_of,
    no_longer_in,
    outcomes,
)
from qendra.catalogue.models.imports import Import, ImportLine, ImportState, LineOutcome
from qendra.catalogue.records import KINDS, Kind
from qendra.catalogue.records.eyes import through_the_eyes_of
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import settings_frame
from qendra.desk.settings.registry import page_of_records
from qendra.desk.settings.views.records import kind_named
from qendra.lib.counting import count
from qendra.lib.errors import Refused
from qendra.lib.paging import page_of

ROWS = 50
MISSING = "missing"
# Of the file itself: what the report may be narrowed to.
OUTCOMES = (
    (LineOutcome.CREATED, gettext_lazy("new"), "good"),
    (LineOutcome.CHANGED, gettext_lazy("changed"), "info"),
    (LineOutcome.UNCHANGED, gettext_lazy("unchanged"), "neutral"),
    (LineOutcome.REFUSED, gettext_lazy("refused"), "critical"),
)
SEPARATORS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


@staff(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """What a file may hold, and taking one: first it is only checked."""
    found = kind_named(kind)
    form, status = FileForm(), 200
    if request.method == "POST":
        form, status = FileForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                return redirect(
                    "settings:import", _taken(person, found, form.cleaned_data["file"]).id
                )
            except Refused as refusal:
                form.add_error("file", str(refusal))
    context = settings_frame(person, page_of_records(kind)) | {
        "kind": found,
        "form": form,
        "past": [(run, run.get_state_display()) for run in imports_of(found, person)],
        "most_lines": MOST_LINES,
        "most_size": MOST_BYTES // 2**20,
    }
    return render(request, "desk/settings/import_file.html", context, status=status)


def _taken(person: Person, kind: Kind[Any], file: UploadedFile[bytes]) -> Import:
    # One byte more than is taken is enough to refuse it.
    content = file.read(MOST_BYTES + 1)
    return take_file(
        actor=at_the_desk(person),
        now=timezone.now(),
        kind=kind,
        filename=file.name or "",
        content=content,
    )


@staff(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, person: Person, import_id: int) -> HttpResponseBase:
    """The report by line; apply it, or put it aside."""
    run = import_for(person, import_id)
    if request.method == "POST":
        decide = drop_import if "drop" in request.POST else apply_import
        try:
            decide(actor=at_the_desk(person), now=timezone.now(), import_id=run.id)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if decide is drop_import:
                messages.success(request, _("Put aside; nothing was changed."))
        return redirect(request.path)
    with through_the_eyes_of(person):
        return _report(request, person, run)


def _report(request: HttpRequest, person: Person, run: Import) -> HttpResponseBase:
    kind, counts = KINDS[run.kind], outcomes(run)
    context = settings_frame(person, page_of_records(kind.key)) | {"kind": kind, "run": run}
    context |= _progress(run, counts)
    wanted = request.GET.get("show", "")
    if run.state != ImportState.CHECKING:
        context |= _shown(request, run, kind, wanted if wanted in {*counts, MISSING} else "")
        context["is_checked"] = True
        context["filters"] = [(key, name, counts[key]) for key, name, _tone in OUTCOMES]
    return render(request, "desk/settings/import.html", context)


def _progress(run: Import, counts: dict[str, int]) -> dict[str, Any]:
    """How far the worker came, and what is left to decide."""
    written, left = applied(run)
    to_write = counts[LineOutcome.CREATED] + counts[LineOutcome.CHANGED]
    is_applying = run.state == ImportState.APPLYING
    return {
        "is_at_work": is_at_work(run),
        "done": written + left if is_applying else run.lines_total - counts[""],
        "of": to_write if is_applying else run.lines_total,
        "separator": SEPARATORS[run.separator],
        "to_write": to_write,
        "written": written,
        "left_alone": left,
    }


def _shown(request: HttpRequest, run: Import, kind: Kind[Any], wanted: str) -> dict[str, Any]:
    """A page of the report: lines of one outcome or of all, or what the file does not name."""
    asked, missing = request.GET.get("page"), no_longer_in(run)
    shown: dict[str, Any] = {"wanted": wanted, "missing_count": count(missing)}
    if wanted == MISSING:
        page = page_of(missing, asked, ROWS, lambda: count(missing))
        shown["missing"] = [_record_name(kind, row) for row in page]
        return shown | {"page": page}
    lines = lines_of(run, wanted)
    page_of_lines = page_of(lines, asked, ROWS, lambda: count(lines))
    return shown | {"page": page_of_lines.of([_line(kind, line) for line in page_of_lines])}


def _record_name(kind: Kind[Any], row: Any) -> tuple[int, str]:  # noqa: ANN401 (of any kind)
    values = kind.values_of(row)
    return row.pk, " · ".join(values[name] for name in kind.shown[:2] if values[name])


def _line(kind: Kind[Any], line: ImportLine) -> dict[str, Any]:
    labels = {column.name: column.label for column in kind.columns}
    outcome, name, tone = next(
        (each for each in OUTCOMES if each[0] == line.outcome),
        ("", gettext_lazy("waits"), "neutral"),
    )
    return {
        "number": line.number,
        "name": " · ".join(filter(None, (line.values.get(each, "") for each in kind.shown[:2]))),
        "outcome": name,
        "tone": tone,
        "changes": [
            (labels.get(column, column), before, after) for column, before, after in line.changes
        ]
        if outcome == LineOutcome.CHANGED
        else [],
        "column": labels.get(line.column, line.column),
        "sentence": line.sentence,
        "is_left_alone": line.is_applied is False,
        "is_applied": line.is_applied,
    }
