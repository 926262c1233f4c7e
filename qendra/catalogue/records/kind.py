"""What every kind of record is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qendra.catalogue.records.eyes import is_limited, seen

Row = TypeVar("Row", bound=Model)
Words = Promise | str
Values = Mapping[str, str]
Choices = Sequence[tuple[str, Words]]


class Problem(Exception):
    """A value that cannot be. The text is a sentence for whoever entered it."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in a file, what it is called on pages, what goes in.

    ``choices``: nothing else may stand in it; ``is_many``: several of them, with blanks between.
    ``suggest`` lists what is there already.
    """

    name: str
    label: Words
    told: Words
    example: str
    most: int = 200
    is_needed: bool = False
    is_many: bool = False
    is_code: bool = False
    choices: Callable[[], Choices] | None = None
    suggest: Callable[[], Choices] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Values that were understood: as text, put right, and as columns of the row."""

    values: dict[str, str]
    fields: dict[str, Any]


class Kind(ABC, Generic[Row]):
    """One kind of record. ``shown`` are the columns of its list, the first names the record.

    ``owner`` is the way from its rows to their customer.
    """

    key: ClassVar[str]
    name: ClassVar[Words]
    one: ClassVar[Words]
    new: ClassVar[Words]
    told: ClassVar[Words]
    icon: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    shown: ClassVar[tuple[str, ...]]
    owner: ClassVar[str] = "customer"

    @abstractmethod
    def rows(self) -> QuerySet[Row]:
        """All, with what their values need."""

    def seen_rows(self) -> QuerySet[Row]:
        """Those of customers whom the reader sees."""
        return self.rows().filter(seen(self.owner))

    def require_seen(self, row: Row | None) -> None:
        """Problem for a row of a customer whom the reader does not see."""
        if row and is_limited() and not self.seen_rows().filter(pk=row.pk).exists():
            raise Problem(self.shown[0], _("This belongs to a customer whom you do not see."))

    @abstractmethod
    def words(self, words: str) -> Q:
        """Which rows these words find."""

    @abstractmethod
    def values_of(self, row: Row) -> dict[str, str]:
        """The record, by column."""

    @abstractmethod
    def find(self, values: Values) -> Row | None:
        """The row that these values are about; None: a new one. Raises Problem."""

    @abstractmethod
    def read(self, values: Values, row: Row | None, now: datetime) -> Read:
        """Understand the values for this row, or for a new one. Raises Problem."""

    def write(self, row: Row | None, read: Read, now: datetime) -> Row:
        """Write what was understood; called by actions only, inside their transaction."""
        row = row or self.rows().model()
        for name, value in read.fields.items():
            setattr(row, name, value)
        row.save()
        return row

    def identity(self, values: Values) -> str:
        """What two records of one file must not have in common."""
        return values[self.shown[0]].lower()

    def defaults(self) -> dict[str, str]:
        """A new record before anything is entered."""
        return {column.name: "" for column in self.columns}

    def check(self, values: Values) -> None:
        """What holds for every column: needed, short enough, one of the choices."""
        for column in self.columns:
            value = values.get(column.name, "")
            if column.is_needed and not value:
                raise Problem(column.name, _("This is needed."))
            if len(value) > column.most:
                sentence = _("This may have up to %(most)d characters.")
                raise Problem(column.name, sentence % {"most": column.most})
            if column.choices and value:
                _check_choice(column, value)


def _check_choice(column: Column, value: str) -> None:
    known = [key for key, _name in column.choices()] if column.choices else []
    for given in value.split() if column.is_many else [value]:
        if given not in known:
            shown = ", ".join(known) if len(known) < 15 else f"{known[0]} … {known[-1]}"
            sentence = _("“%(given)s” is none of: %(known)s.")
            raise Problem(column.name, sentence % {"given": given, "known": shown})
