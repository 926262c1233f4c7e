"""Several actions as one whole: one transaction that stands or falls, without savepoints in it.

An action is a transaction of its own. Called within a larger one it marks a point to go back to,
two more ways to the database and back, which nobody needs where any failure ends the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ContextDecorator, contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.transaction import Atomic

_is_whole: ContextVar[bool] = ContextVar("is_whole", default=False)


@contextmanager
def whole() -> Iterator[None]:
    """One transaction; whatever fails within must end it, and nobody may catch that inside."""
    token = _is_whole.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _is_whole.reset(token)


class _Action(ContextDecorator):
    """``transaction.atomic``, which joins a whole as a part of it."""

    def _recreate_cm(self) -> Atomic:  # type: ignore[override]  # a fresh one for each call
        return transaction.atomic(savepoint=not _is_whole.get())


action = _Action()
