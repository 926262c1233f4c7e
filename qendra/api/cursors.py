"""Pages that neither skip nor repeat while rows are added: the cursor names the last row."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from ninja.errors import HttpError

from qendra.api.fields import LARGEST_ID
from qendra.tickets.models import Ticket

Row = TypeVar("Row", bound=Model)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def ticket_page(
    tickets: QuerySet[Ticket], cursor: str | None, count: int
) -> tuple[list[Ticket], str | None]:
    """The newest tickets after the cursor, and the cursor of the next page if there is one."""
    if cursor:
        moment, row = _read(cursor)
        try:
            opened_at = _START + moment * _MICROSECOND
        except OverflowError:
            raise _unreadable() from None
        # The second condition alone says it; the first one lets the index begin there.
        tickets = tickets.filter(
            Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, id__lt=row),
            opened_at__lte=opened_at,
        )
    found = list(tickets.order_by("-opened_at", "-id")[: count + 1])
    if len(found) <= count:
        return found, None
    last = found[count - 1]
    return found[:count], _written((last.opened_at - _START) // _MICROSECOND, last.id)


def page_by_id(
    rows: QuerySet[Row], cursor: str | None, count: int, *, newest_first: bool = False
) -> tuple[list[Row], str | None]:
    """The rows after the cursor in the order they were made, or against it, and the next cursor."""
    if cursor:
        last = _read(cursor)[1]
        rows = rows.filter(pk__lt=last) if newest_first else rows.filter(pk__gt=last)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: count + 1])
    if len(found) <= count:
        return found, None
    return found[:count], _written(0, int(found[count - 1].pk))


def _written(moment: int, row: int) -> str:
    return base64.urlsafe_b64encode(f"{moment}.{row}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, int]:
    """Two whole numbers. Refuses what we did not write."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        moment, _, row = text.partition(".")
        numbers = int(moment), int(row)
    except ValueError:
        raise _unreadable() from None
    if not 0 <= numbers[0] <= LARGEST_ID or not 0 <= numbers[1] <= LARGEST_ID:
        raise _unreadable()
    return numbers


def _unreadable() -> HttpError:
    return HttpError(422, "This cursor is none of ours; begin again without one.")
