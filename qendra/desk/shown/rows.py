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


def rows_of(tickets: QuerySet[Ticket]) -> QuerySet[Ticket, tuple[object, ...]]:
    """What is read of each ticket for its row; one query."""
    return tickets.values_list(*COLUMNS)


def rows(read: Sequence[tuple[object, ...]]) -> list[Row]:
    """The rows, in the same order and in the language of the page."""
    language = get_language()
    return [_row(language, *each) for each in read]  # type: ignore[arg-type]  # as in COLUMNS


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
