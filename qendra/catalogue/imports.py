"""Reads of imports: their report, and what is no longer in the file."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from qendra.accounts.models import Person
from qendra.catalogue.access import files_seen_by
from qendra.catalogue.models.imports import Import, ImportLine, ImportState, LineOutcome
from qendra.catalogue.records import KINDS, Kind


def imports_of(kind: Kind[Any], person: Person, limit: int = 10) -> list[Import]:
    """The last files of this kind that the person may look at, the newest first."""
    runs = Import.objects.filter(files_seen_by(person), kind=kind.key)
    return list(runs.select_related("person").order_by("-id")[:limit])


def outcomes(run: Import) -> dict[str, int]:
    """How many lines there are of each outcome; one query."""
    counted = run.lines.values_list("outcome").annotate(lines=Count("id")).order_by()
    found = dict.fromkeys(LineOutcome.values, 0)
    found.update(dict(counted))
    return found


def applied(run: Import) -> tuple[int, int]:
    """How many lines were written, and how many were left alone after all; one query."""
    counted = dict(run.lines.values_list("is_applied").annotate(lines=Count("id")).order_by())
    return counted.get(True, 0), counted.get(False, 0)


def lines_of(run: Import, outcome: str) -> QuerySet[ImportLine]:
    """The lines of an outcome, in the order of the file; of none: all."""
    lines = run.lines.order_by("number")
    return lines.filter(outcome=outcome) if outcome else lines


def no_longer_in(run: Import) -> QuerySet[Any]:
    """Records that the file does not name. They are told, never touched."""
    named = ImportLine.objects.filter(run=run, row_id__isnull=False).values("row_id")
    return KINDS[run.kind].seen_rows().exclude(pk__in=named)


def is_at_work(run: Import) -> bool:
    """Whether the worker has it."""
    return run.state in {ImportState.CHECKING, ImportState.APPLYING}
