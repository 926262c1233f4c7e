"""Pages of a list. A list is read as far as its page, and never counted to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
Other = TypeVar("Other")
# So many digits has the number of a page that somebody can have come to.
_DIGITS = 6


class Rows(Protocol[Row_co]):
    """A list that is read in slices, such as a queryset."""

    def __getitem__(self, wanted: slice, /) -> Iterable[Row_co]: ...


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, in its order.

    ``first`` is the place of its first row, from 1. ``total`` is how many rows the list has,
    counted no further than ``counting.MANY``.
    """

    rows: Sequence[Row]
    number: int
    first: int
    has_next: bool
    total: int

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def is_all(self) -> bool:
        """Whether there is no other page."""
        return self.number == 1 and not self.has_next

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1

    def of(self, others: Sequence[Other]) -> Page[Other]:
        """The same page with something else in place of each row."""
        return replace(self, rows=others)  # type: ignore[arg-type, return-value]  # other rows


def page_of(rows: Rows[Row], asked: str | None, size: int, total: Callable[[], int]) -> Page[Row]:
    """The page that was asked for; the first for what is no page and for one behind the end.

    ``total`` counts the list as ``counting`` does; it is asked only where more rows follow.
    """
    number = _number(asked)
    start = (number - 1) * size
    read = list(rows[start : start + size + 1])
    if not read and number > 1:
        return page_of(rows, None, size, total)
    has_next = len(read) > size
    known = start + len(read)
    if has_next:
        known = max(known, total())
    return Page(read[:size], number, start + 1, has_next, known)


def _number(asked: str | None) -> int:
    is_number = asked is not None and asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    return max(int(asked), 1) if asked and is_number else 1
