"""What is set a few times a year and needed by every write: kept while the database says it stands.

The provider, the first line, the levels and the matrix were four of a report's thirteen
statements. Each such read names what tells of a change: an expression of SQL over the versions
of its rows (``version_of``). One statement asks for all of them, once in a piece of work;
where the answer is that of the last time, so are the rows.

Nothing waits for a change to arrive: the versions are read anew, and a version never comes
again, not even that of a change that was rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from qendra.lib.plans import planned_cursor
from qendra.lib.remembering import forgotten_together
from qendra.lib.work import hold, remembered

Answer = TypeVar("Answer")
Versions = tuple[str | None, ...]

_VERSIONS = "versions of what is settled"
_told_by: list[str] = []


def version_of(table: str) -> str:
    """What changes with a row: the transaction that wrote it, and where it stands."""
    return f"{table}.xmin::text || {table}.ctid::text"


class Settled(Generic[Answer]):
    """A read whose answer is given again until what it rests on changes.

    ``told_by`` is a query of one value. Threads share the answer; nobody changes it.
    """

    def __init__(self, read: Callable[[], Answer], *, told_by: str) -> None:
        self._read = read
        self._place = len(_told_by)
        _told_by.append(told_by)
        self._kept: tuple[tuple[object, ...], Answer] | None = None
        forgotten_together(self)

    def __call__(self) -> Answer:
        return remembered((_VERSIONS, self._place), self._current)

    def forget(self) -> None:
        """Read it again the next time."""
        self._kept = None

    def _current(self) -> Answer:
        # Asked before the rows are: what changes in between is seen the next time.
        version = (*_database(), remembered(_VERSIONS, _read_versions)[self._place])
        kept = self._kept
        if kept is None or kept[0] != version:
            kept = self._kept = (version, self._read())
        return kept[1]


def versions_sql() -> str:
    """An expression of all versions, for a statement that is made in any case."""
    return f"ARRAY[{', '.join(f'({each})::text' for each in _told_by)}]"


def know_versions(versions: list[str | None]) -> None:
    """Take them as read in this piece of work."""
    hold(_VERSIONS, tuple(versions))


def _read_versions() -> Versions:
    with planned_cursor() as cursor:
        cursor.execute(f"SELECT {versions_sql()}")
        return tuple(cursor.fetchone()[0])


def _database() -> tuple[object, object]:
    """Two databases may well have the same versions."""
    settings = connection.settings_dict
    return settings["HOST"], settings["NAME"]
