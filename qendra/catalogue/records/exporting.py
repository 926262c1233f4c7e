"""Records as a file that spreadsheets open, written while it is read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from qendra.catalogue.records.kind import Kind
from qendra.lib.csv_text import BYTE_ORDER_MARK, written_line

_AT_ONCE = 500


def exported(kind: Kind[Any], rows: QuerySet[Any]) -> Iterator[str]:
    """These records of a kind, the oldest first, so that who stands above comes before."""
    names = [column.name for column in kind.columns]
    yield BYTE_ORDER_MARK + written_line(names)
    for row in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
        values = kind.values_of(row)
        yield written_line(values[name] for name in names)


def example(kind: Kind[Any]) -> str:
    """A file with one line, as an import takes it."""
    names = written_line(column.name for column in kind.columns)
    return BYTE_ORDER_MARK + names + written_line(column.example for column in kind.columns)
