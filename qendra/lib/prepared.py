"""Reads whose SQL is made once. Django takes longer to make it than PostgreSQL to answer it.

A page asks the same dozen questions each time, about another ticket. Such a question is written
as a queryset like any other, as a function of what differs::

    service_with = Prepared(lambda id: Service.objects.filter(id=id), id=-1)
    service_with(id=7)

The first call builds it with the marks, values that no row has, and keeps the statement; each
call sends that statement with its own values in the marks' places; the database keeps its plan
(``lib/plans``). How a row becomes an object, related ones too, is looked up once as well, and
done by Django's own code.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

from qendra.lib.plans import planned_cursor

Row = TypeVar("Row")
Mark = int | str | datetime
Value = Mark | None
Sending = Callable[[], AbstractContextManager[CursorWrapper]]


def _cursor() -> CursorWrapper:
    """One of this thread's connection."""
    return connection.cursor()


class Prepared(Generic[Row]):
    """A read with values to come. ``build`` must not look at them: it is called once a thread."""

    # By what its statement is sent.
    _sending: Sending = staticmethod(planned_cursor)

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **marks: Mark) -> None:
        self._build = build
        self._marks = marks
        # A compiler holds the connection of its thread.
        self._thread = threading.local()

    def __call__(self, **values: Value) -> list[Row]:
        """The rows, read now; one query. Prefetches are left to the caller."""
        made: _Made[Row] | None = getattr(self._thread, "made", None)
        if made is None:
            made = self._thread.made = _Made(self._build(**self._marks))
        instead = {mark: values[name] for name, mark in self._marks.items()}
        return made.read(instead, self._sending)


class Compiled(Prepared[Row]):
    """The same for a read by a partial index, whose condition has to stand in the statement.

    A plan that was kept knows no values, and would not find the index.
    """

    _sending = staticmethod(_cursor)


class _Made(Generic[Row]):
    """A queryset that was compiled, and is asked again and again."""

    def __init__(self, rows: QuerySet[Any, Row]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, marked = compiler.as_sql()
        self._marked: tuple[Any, ...] = tuple(marked)
        self._found: list[Any] = []
        # Without the columns that only put the rows into their order.
        width = compiler.col_count if compiler.has_extra_select else None
        compiler.execute_sql = lambda *_, **__: [[row[:width] for row in self._found]]
        converters = compiler.get_converters([each[0] for each in compiler.select])
        compiler.get_converters = lambda _: converters
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]  # what is kept
        self._read = _reader(rows, compiler)

    def read(self, instead: Mapping[Mark, Value], sending: Sending) -> list[Row]:
        values = [_instead(value, instead) for value in self._marked]
        with sending() as cursor:
            cursor.execute(self._sql, values)
            self._found = cursor.fetchall()
        return list(self._read())


def _reader(rows: QuerySet[Any, Row], compiler: Any) -> Callable[[], Iterable[Row]]:  # noqa: ANN401
    """What list(rows) would iterate over, without keeping the rows."""
    iterable: Any = rows._iterable_class  # noqa: SLF001
    if iterable is not ModelIterable or compiler.annotation_col_map:
        return lambda: iterable(rows)
    # As ModelIterable does it, which asks for all of this again on each read.
    kind, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [each[0].target.attname for each in compiler.select[start:end]]
    populate: Callable[..., list[Any]] = get_related_populators
    related = populate(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)

    def read() -> Iterator[Row]:
        for row in compiler.results_iter(compiler.execute_sql()):
            found = kind.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for each in related:
                each.populate(row, found)
            yield found

    return read


def _instead(marked: Any, values: Mapping[Mark, Value]) -> Any:  # noqa: ANN401 (what columns hold)
    """What stands in this place; of a mark's own type, or the same statement has several plans."""
    # Lists, such as the way to a key of JSON, are never marks.
    value = marked if isinstance(marked, list) else values.get(marked, marked)
    return type(marked)(value) if isinstance(value, int) else value
