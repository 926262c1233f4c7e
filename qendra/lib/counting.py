"""Counts as far as a page shows them: a number that nobody reads to its end costs no reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# From here on it is *many*, shown as 999+.
MANY = 1000


def counts(found: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each of these finds, counted no further than ``MANY``; one query for all."""
    parts: list[str] = []
    values: list[Any] = []
    for each in found.values():
        part, given = _count(each)
        parts.append(part)
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(found, cursor.fetchone(), strict=True))


def count(rows: QuerySet[Any]) -> int:
    """How many rows are found, counted no further than ``MANY``; one query."""
    return counts({"rows": rows})["rows"]


def counted(number: int) -> str:
    """A count as it is shown: ``17``, ``999+``."""
    return str(number) if number < MANY else f"{MANY - 1}+"


def _count(rows: QuerySet[Any]) -> tuple[str, tuple[object, ...]]:
    try:
        sql, values = rows.order_by().values("pk")[:MANY].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", values  # noqa: S608 (made by Django)
