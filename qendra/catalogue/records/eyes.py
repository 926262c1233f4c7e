"""Through whose eyes the catalogue is looked at: somebody limited names and finds only theirs.

A view or an action says it once, and every list, suggestion and rule below it holds to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q

from qendra.accounts.models import Person
from qendra.catalogue.access import customers_seen, seen_by

_reader: ContextVar[Person | None] = ContextVar("reader of the catalogue", default=None)


@contextmanager
def through_the_eyes_of(person: Person | None) -> Iterator[None]:
    """Until the end only what this person sees; Qendra itself sees all."""
    before = _reader.set(person)
    try:
        yield
    finally:
        _reader.reset(before)


def seen(customer: str) -> Q:
    """Only what is seen; ``customer`` is the way from the rows to their customer."""
    reader = _reader.get()
    return seen_by(reader, customer) if reader else Q()


def is_limited() -> bool:
    """Whether whoever looks sees some customers only."""
    reader = _reader.get()
    return reader is not None and customers_seen(reader) is not None
