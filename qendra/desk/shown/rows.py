"""The rows of the dense list: of fifty tickets only what a row shows is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.accounts.models import Person, Team
from qendra.catalogue.models import Customer, Service
from qendra.escalation.models import Run
from qendra.lib.prepared import Prepared
from qendra.tickets.models import PRIORITY_NAMES, STATE_NAMES, Ticket
from qendra.tickets.priority import Priority
from qendra.tickets.states import State


def _of(rows: QuerySet[Any], own: str, key: str, wanted: str) -> Subquery:
    return Subquery(rows.filter(**{key: OuterRef(own)}).values(wanted))


# Looked up one by one instead of joined: to plan six joined tables takes the database ten times
# as long as to read the fifty rows.
COLUMNS = (
    F("number"),
    F("subject"),
    _of(Customer.objects.all(), "customer_id", "id", "name"),
    _of(Service.objects.all(), "service_id", "id", "code"),
    F("kind"),
    F("impact"),
    F("priority"),
    F("state"),
    _of(Person.objects.all(), "assignee_id", "id", "name"),
    _of(Team.objects.all(), "team_id", "id", "name"),
    F("level"),
    _of(Run.objects.all(), "id", "ticket_id", "is_unheard"),
    F("due_at"),
    F("customer_wrote_at"),
    F("opened_at"),
)


# As many tickets as a page has; where it has fewer, the others are such that there are not.
MOST = 50
_PLACES = {f"ticket{place}": -place for place in range(1, MOST + 1)}
_read = Prepared(
    lambda **tickets: (
        Ticket.objects.filter(id__in=tickets.values()).order_by().values_list("id", *COLUMNS)
    ),
    **_PLACES,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket for ``desk/rows.html``. ``priority`` and ``state`` are badges."""

    number: str
    subject: str
    customer: str
    service: str | None
    priority: SafeString
    is_provisional: bool
    state: SafeString
    assignee: str | None
    team: str | None
    level: int
    is_unheard: bool | None
    due_at: datetime | None
    customer_wrote_at: datetime | None
    opened_at: datetime


def rows_of(tickets: Sequence[int]) -> list[Row]:
    """The rows of these tickets, a page of them, in their order and in its language; one query.

    Which tickets a page shows is a question of its own: so the database plans this one once.
    """
    language = get_language()
    given = _PLACES | dict(zip(_PLACES, tickets, strict=False))
    read = {key: row for key, *row in _read(**given)}
    return [_row(language, *read[ticket]) for ticket in tickets if ticket in read]


def _row(
    language: str | None,
    number: str,
    subject: str,
    customer: str,
    service: str | None,
    kind: str,
    impact: str | None,
    priority: str,
    state: str,
    *others: object,
) -> Row:
    return Row(
        number,
        subject,
        customer,
        service,
        _priority(priority, language),
        kind == "fault" and impact is None,
        _state(state, language),
        *others,  # type: ignore[arg-type]  # as in COLUMNS
    )


@cache
def _priority(priority: str, language: str | None) -> SafeString:
    shown = {"value": priority, "label": PRIORITY_NAMES[Priority(priority)], "plain": True}
    return render_to_string("parts/badge_priority.html", shown)


@cache
def _state(state: str, language: str | None) -> SafeString:
    shown = {"value": state, "label": STATE_NAMES[State(state)], "plain": True}
    return render_to_string("parts/badge_state.html", shown)
