"""Counts as far as a page shows them: a number that nobody reads to its end costs no reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from qendra.lib.plans import planned_cursor

# From here on it is *many*, shown as 999+.
MANY = 1000


@dataclass(frozen=True, slots=True)
class Statement:
    """The counts of several lists as one query, which can be asked again with other values."""

    names: tuple[str, ...]
    sql: str
    values: tuple[Any, ...]

    def counts(
        self, instead: Mapping[Any, object] | None = None, *, is_planned: bool = False
    ) -> dict[str, int]:
        """How many rows each list has, counted no further than ``MANY``.

        ``instead`` names values to put in the place of those that the lists were made with;
        ``is_planned``: one plan is right for all of them (``lib/plans``).
        """
        values: list[Any] = [(instead or {}).get(value, value) for value in self.values]
        with planned_cursor() if is_planned else connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return dict(zip(self.names, cursor.fetchone(), strict=True))


def statement(lists: Mapping[str, QuerySet[Any]]) -> Statement:
    """Make the query; Django takes longer for it than the database for its answer."""
    parts = [_count(each) for each in lists.values()]
    sql = f"SELECT {', '.join(part for part, _ in parts)}"
    return Statement(tuple(lists), sql, tuple(value for _, values in parts for value in values))


def count(rows: QuerySet[Any]) -> int:
    """How many rows a list has, counted no further than ``MANY``; one query."""
    return statement({"rows": rows}).counts()["rows"]


def counted(number: int) -> str:
    """A count as it is shown: ``17``, ``999+``."""
    return str(number) if number < MANY else f"{MANY - 1}+"


def _count(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, values = rows.order_by().values("pk")[:MANY].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", values  # noqa: S608 (made by Django)
