"""Many rows in one statement, and few rows without the toil of building a query for them.

Django's ``save`` writes every column of one row; the hot writes of this product change two of
forty columns in fifty rows, and insert rows that are known to be new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

# PostgreSQL takes 65,535 values in a statement; nobody has that many rows in hand.
MOST_ROWS = 500


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert new rows of one model and give each its key, in this order; one statement.

    Raises IntegrityError as ``save`` does.
    """
    for start in range(0, len(rows), MOST_ROWS):
        batch = rows[start : start + MOST_ROWS]
        fields, statement = _insertion(type(batch[0]))
        marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(batch))
        with connection.cursor() as cursor:
            cursor.execute(statement.format(marks=marks), list(_values(batch, fields)))
            keys = cursor.fetchall()
        for row, (key,) in zip(batch, keys, strict=True):
            row.pk = key
            row._state.adding = False
            row._state.db = connection.alias


def update_rows(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these columns (named as attributes) of rows of one model; one statement.

    The caller holds their locks. Not for array columns.
    """
    columns = tuple(sorted(set(names)))
    if not rows or not columns:
        return
    fields, statement = _update(type(rows[0]), columns)
    # One array a column: PostgreSQL unnests them side by side.
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def changed(row: Model, before: dict[str, Any]) -> list[str]:
    """The columns of a row that are not as they were (see ``columns_of``)."""
    return [name for name, value in before.items() if getattr(row, name) != value]


def columns_of(row: Model) -> dict[str, Any]:
    """The columns of a row without its key, as they are now."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _values(rows: Iterable[Model], fields: Sequence[Field[Any, Any]]) -> Iterable[Any]:
    for row in rows:
        for field in fields:
            yield field.get_db_prep_save(getattr(row, field.attname), connection)


@lru_cache
def _insertion(model: type[Model]) -> tuple[Sequence[Field[Any, Any]], str]:
    meta = model._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not (field.primary_key and field.remote_field is None)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    key = meta.pk.column
    return fields, (
        f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {{marks}} RETURNING "{key}"'  # noqa: S608 (names of our own models)
    )


@lru_cache
def _update(model: type[Model], columns: tuple[str, ...]) -> tuple[Sequence[Field[Any, Any]], str]:
    meta = model._meta
    by_attribute = {field.attname: field for field in meta.concrete_fields}
    fields = [meta.pk, *(by_attribute[name] for name in columns)]
    sets = ", ".join(f'"{field.column}" = new."{field.column}"' for field in fields[1:])
    names = ", ".join(f'"{field.column}"' for field in fields)
    arrays = ", ".join(f"%s::{_type(field)}[]" for field in fields)
    key = meta.pk.column
    return fields, (
        f'UPDATE "{meta.db_table}" AS old SET {sets}'  # noqa: S608 (names of our own models)
        f' FROM unnest({arrays}) AS new({names}) WHERE old."{key}" = new."{key}"'
    )


def _type(field: Field[Any, Any]) -> str:
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return str(kind)
