"""The catalogue: a list, a form and a file for each kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import record_of
from qendra.catalogue.actions.records import save_record
from qendra.catalogue.records import KINDS, Kind
from qendra.catalogue.records.exporting import example, exported
from qendra.catalogue.records.eyes import through_the_eyes_of
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.record_form import as_values, form_of
from qendra.desk.settings.registry import page_of_records, setting
from qendra.documents.actions.issuing import FIELD
from qendra.lib import drawn
from qendra.lib.counting import count
from qendra.lib.paging import page_of

ROWS = 50
CSV = "text/csv; charset=utf-8"


def kind_named(key: str) -> Kind[Any]:
    """One kind of record; 404 for a word that names none."""
    if key not in KINDS:
        raise Http404
    return KINDS[key]


@staff(Right.IMPORT)
@require_safe
def records(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """All records of a kind that the person sees, or those that some words find."""
    found = kind_named(kind)
    words = request.GET.get("q", "").strip()[:100]
    with through_the_eyes_of(person):
        seen = found.seen_rows()
    rows = seen.filter(found.words(words)) if words else seen
    page = page_of(rows, request.GET.get("page"), ROWS, lambda: count(rows))
    names = {column.name: column.label for column in found.columns}
    context = settings_frame(person, page_of_records(kind)) | {
        "kind": found,
        "page": page.of([(row.pk, _cells(found, row)) for row in page]),
        "heads": [names[name] for name in found.shown],
        "searched": words,
    }
    return render(request, "desk/settings/records.html", context)


def _cells(kind: Kind[Any], row: Any) -> list[str]:  # noqa: ANN401 (of any kind)
    values = kind.values_of(row)
    return [values[name] for name in kind.shown]


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """Enter a record."""
    with through_the_eyes_of(person):
        return _edited(request, person, kind_named(kind), None)


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, person: Person, kind: str, row_id: int) -> HttpResponseBase:
    """Look at a record and change it."""
    found = kind_named(kind)
    with through_the_eyes_of(person):
        row = record_of(person, found.seen_rows(), row_id)
        return _edited(request, person, found, row.pk)


def _edited(
    request: HttpRequest, person: Person, kind: Kind[Any], row_id: int | None
) -> HttpResponseBase:
    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        save_record(
            actor=at_the_desk(person),
            now=timezone.now(),
            kind=kind,
            row_id=row_id,
            values=as_values(kind, cleaned),
            drawn=seen if row_id is not None else None,
        )

    def values() -> dict[str, str]:
        if row_id is None:
            return kind.defaults()
        return kind.values_of(record_of(person, kind.seen_rows(), row_id))

    page = page_of_records(kind.key)
    editor = Editor(
        page=page,
        template="desk/settings/record.html",
        form=form_of(kind),
        values=values,
        apply=apply,
        subject=(kind.key, row_id) if row_id is not None else ("", 0),
        names={FIELD: _("Version of the escalation matrix")},
        back=setting(page).url,
    )
    return edit(request, person, editor, _named(kind, values(), row_id))


def _named(kind: Kind[Any], values: Mapping[str, str], row_id: int | None) -> dict[str, Any]:
    # Its ID alone tells nobody which one it is.
    name = " · ".join(values[each] for each in kind.shown[:2] if values[each])
    return {"kind": kind, "record_name": name if row_id is not None else ""}


@staff(Right.IMPORT)
@require_safe
def export(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """All records of a kind that the person sees as a file, sent while it is read."""
    found = kind_named(kind)
    with through_the_eyes_of(person):
        rows = found.seen_rows()
    response = StreamingHttpResponse(exported(found, rows), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{found.key}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@staff(Right.IMPORT)
@require_safe
def example_file(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """A file with one line, to begin with."""
    found = kind_named(kind)
    response = HttpResponse(example(found), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{found.key}-example.csv"'
    return response
