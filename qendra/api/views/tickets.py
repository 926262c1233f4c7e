"""Tickets: report, list, read, and the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from qendra.api.access import (
    SHOWN,
    Caller,
    entries_for,
    service_to_report_on,
    ticket_for,
    tickets_for,
)
from qendra.api.cursors import ticket_page
from qendra.api.fields import Count, Line, Moment, Since
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.questions import Paged, nothing_else
from qendra.api.reports import ReportIn, report_of
from qendra.api.shapes import TicketOut, TicketPage, ticket_out
from qendra.api.timeline import Timeline, entry_out
from qendra.api.writing import IdempotencyKey, identity_of, new_key, write_once
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Priority
from qendra.tickets.states import State

router = Router(tags=["tickets"])


class Wanted(Paged):
    """Which tickets a list shows. Several states or priorities mean any of them."""

    state: list[State] = []
    priority: list[Priority] = []
    service: Line | None = None
    customer: Line | None = None
    updated_since: Moment | None = None


class Entries(Schema):
    """The entries after ``since``; from the beginning without it."""

    since: Since = 0
    limit: Count = 100


@router.post("", response={201: TicketOut, ERRORS: Problem}, url_name="report")
def report(
    request: HttpRequest, body: ReportIn, idempotency_key: IdempotencyKey = None
) -> Status[TicketOut]:
    """Report a fault or a request on a service (S6)."""
    caller = caller_of(request)
    service = service_to_report_on(caller, body.service)
    written = write_once(
        caller,
        idempotency_key,
        identity_of(request),
        TicketOut,
        lambda now: _open(caller, service, body, now),
    )
    return Status(201, written)


@router.get("", response={200: TicketPage, ERRORS: Problem}, url_name="tickets")
def tickets(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> TicketPage:
    """The tickets that this token sees, newest first."""
    nothing_else(request, wanted)
    found = _filtered(tickets_for(caller_of(request)), wanted).select_related(*SHOWN)
    rows, following = ticket_page(found, wanted.cursor, wanted.limit)
    ours = provider()
    return TicketPage(items=[ticket_out(row, ours) for row in rows], next=following)


@router.get("/{ticket_id}", response={200: TicketOut, ERRORS: Problem}, url_name="ticket")
def ticket(request: HttpRequest, ticket_id: Line) -> TicketOut:
    """One ticket; its ID is read in any case and spacing."""
    return ticket_out(ticket_for(caller_of(request), ticket_id), provider())


@router.get("/{ticket_id}/timeline", response={200: Timeline, ERRORS: Problem}, url_name="timeline")
def timeline(
    request: HttpRequest, ticket_id: Line, wanted: Annotated[Entries, Query()]
) -> Timeline:
    """What happened after the entry ``since``; from the beginning without it."""
    nothing_else(request, wanted)
    caller = caller_of(request)
    entries = entries_for(caller, ticket_for(caller, ticket_id)).filter(id__gt=wanted.since)
    read = entries.select_related("actor", "words").prefetch_related("attachments__file")
    rows = list(read[: wanted.limit + 1])
    items = [entry_out(row, for_staff=caller.is_staff) for row in rows[: wanted.limit]]
    return Timeline(items=items, more=len(rows) > wanted.limit)


def _open(caller: Caller, service: Service, body: ReportIn, now: datetime) -> TicketOut:
    given = report_of(caller, service, body, now, new_key(caller))
    return read_again(open_ticket(actor=caller.actor, now=now, report=given))


def read_again(written: Ticket) -> TicketOut:
    """The ticket as it stands after a write."""
    return ticket_out(written, provider())


def _filtered(found: QuerySet[Ticket], wanted: Wanted) -> QuerySet[Ticket]:
    if wanted.state:
        found = found.filter(state__in=[str(each) for each in wanted.state])
    if wanted.priority:
        found = found.filter(priority__in=[str(each) for each in wanted.priority])
    if wanted.service is not None:
        found = found.filter(service__code=wanted.service.strip().upper())
    if wanted.customer is not None:
        found = found.filter(customer__external_id=wanted.customer)
    if wanted.updated_since is not None:
        found = found.filter(updated_at__gte=wanted.updated_since)
    return found
