"""Many rows in one statement, and few rows without the toil of building a query for them.

Django's ``save`` writes every column of one row; the hot writes of this product change two of
forty columns in fifty rows, and insert rows that are known to be new. The rows travel as one
JSON document, which PostgreSQL turns back into rows of the table by the types of its columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from qendra.lib.plans import planned_cursor

# A document of some hundred kilobytes at the most, for rows with long texts too.
MOST_ROWS = 500

Row = TypeVar("Row", bound=Model)
# The text, and what the document's rows hold: columns and the attributes that they come from.
Statement = tuple[str, tuple[tuple[str, str], ...]]


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert new rows of one model and give each its key, in this order; one statement.

    Raises IntegrityError as ``save`` does. Not for binary columns.
    """
    for start in range(0, len(rows), MOST_ROWS):
        batch = rows[start : start + MOST_ROWS]
        keys = _executed(_insertion(type(batch[0])), batch)
        for row, (key,) in zip(batch, keys, strict=True):
            _is_inserted(row, key)


def insert_rows_and(rows: Sequence[Model], also: str, document: Sequence[object]) -> None:
    """Insert at most ``MOST_ROWS`` rows of one model, and what hangs on them; one statement.

    ``also`` are further parts of its WITH clause. They find the new keys in ``fresh``, with the
    places of the rows counted from 1, and take one JSON document.
    """
    if not rows:
        return
    text, columns = _insertion(type(rows[0]))
    statement = (
        f"WITH inserted (key) AS ({text}), fresh (key, place) AS"  # noqa: S608 (our own)
        f" (SELECT key, row_number() OVER (ORDER BY key) FROM inserted), {also}"
        " SELECT key FROM fresh ORDER BY place"
    )
    for row, (key,) in zip(rows, _executed((statement, columns), rows, document), strict=True):
        _is_inserted(row, key)


def insert_new_rows(rows: Sequence[Row], unique: str) -> list[Row]:
    """Insert those whose value in this unique column nobody has yet, and give each its key.

    Returns them. The database decides, not a look before; it waits for a transaction that is
    just inserting the same.
    """
    keys = dict(_executed(_insertion(type(rows[0]), unique), rows)) if rows else {}
    fresh = [row for row in rows if getattr(row, unique) in keys]
    for row in fresh:
        _is_inserted(row, keys[getattr(row, unique)])
    return fresh


def update_rows(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these columns (named as attributes) of rows of one model; one statement.

    The caller holds their locks.
    """
    columns = tuple(sorted(set(names)))
    if rows and columns:
        _executed(_update(type(rows[0]), columns), rows)


def columns_of(row: Model) -> dict[str, Any]:
    """The columns of a row without its key, as they are now, by their attributes."""
    return {name: getattr(row, name) for name in _attributes(type(row))}


def changed(row: Model, before: dict[str, Any]) -> list[str]:
    """The columns of a row that are not as they were (see ``columns_of``)."""
    return [name for name, value in before.items() if getattr(row, name) != value]


def _is_inserted(row: Model, key: object) -> None:
    row.pk = key
    row._state.adding = False
    row._state.db = connection.alias


def _executed(statement: Statement, rows: Sequence[Model], *more: Sequence[object]) -> list[Any]:
    text, columns = statement
    given = [{column: getattr(row, name) for column, name in columns} for row in rows]
    documents = [json.dumps(each, default=_as_text) for each in (given, *more)]
    with planned_cursor() as cursor:
        cursor.execute(text, documents)
        return cursor.fetchall() if cursor.description else []


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of a row")


@lru_cache
def _attributes(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


@lru_cache
def _insertion(model: type[Model], unique: str = "") -> Statement:
    meta = model._meta
    # A key of its own is the database's to give; one that is another row's is known.
    known = [field for field in meta.concrete_fields if field.remote_field or not field.primary_key]
    columns = tuple((str(field.column), field.attname) for field in known)
    names = ", ".join(f'"{column}"' for column, _name in columns)
    rest = f' RETURNING "{meta.pk.column}"'
    if unique:
        rest = f' ON CONFLICT ("{unique}") DO NOTHING RETURNING "{unique}", "{meta.pk.column}"'
    return (
        f'INSERT INTO "{meta.db_table}" ({names}) SELECT {names}'  # noqa: S608 (our own models)
        f' FROM json_populate_recordset(NULL::"{meta.db_table}", %s){rest}'
    ), columns


@lru_cache
def _update(model: type[Model], names: tuple[str, ...]) -> Statement:
    meta = model._meta
    by_attribute = {field.attname: str(field.column) for field in meta.concrete_fields}
    sets = ", ".join(f'"{by_attribute[name]}" = new."{by_attribute[name]}"' for name in names)
    key = str(meta.pk.column)
    columns = ((key, meta.pk.attname), *((by_attribute[name], name) for name in names))
    return (
        f'UPDATE "{meta.db_table}" AS old SET {sets}'  # noqa: S608 (our own models)
        f' FROM json_populate_recordset(NULL::"{meta.db_table}", %s) AS new'
        f' WHERE old."{key}" = new."{key}"'
    ), columns
