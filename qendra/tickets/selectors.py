"""Reads of tickets and their timelines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import F

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer, Service
from qendra.lib import ticket_id
from qendra.tickets import states
from qendra.tickets.entries import MessageAdded, Opened
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import State

DUE_SOON = timedelta(hours=1)


class Queue(StrEnum):
    """The desk's queues that tickets alone decide (escalated and triage live above)."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    MY_TEAMS = "my_teams"
    DUE_SOON = "due_soon"
    WAITING_CUSTOMER = "waiting_customer"
    DEFERRED = "deferred"


def queue_filter(queue: Queue, person: Person, now: datetime) -> Q:
    """Which open tickets stand in a queue, for this person and moment."""
    return {
        Queue.ALL: Q(),
        Queue.MINE: Q(assignee=person),
        Queue.UNASSIGNED: Q(assignee__isnull=True),
        Queue.MY_TEAMS: Q(team__in=person.teams.values("id")),
        Queue.DUE_SOON: Q(due_at__lte=now + DUE_SOON),
        Queue.WAITING_CUSTOMER: Q(state=State.WAITING_CUSTOMER),
        Queue.DEFERRED: Q(state=State.DEFERRED),
    }[queue]


def open_tickets() -> QuerySet[Ticket]:
    """All tickets that are not ended, what is due first on top."""
    return (
        Ticket.objects.filter(closed_at__isnull=True)
        .select_related("customer", "service", "assignee", "team")
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def queue_counts(person: Person, now: datetime) -> dict[str, int]:
    """How many tickets stand in each queue; one query."""
    return Ticket.objects.filter(closed_at__isnull=True).aggregate(
        **{
            str(queue): Count("id", filter=queue_filter(queue, person, now))
            for queue in Queue
            if queue is not Queue.ALL
        },
        all=Count("id"),
    )


def timeline(ticket: Ticket, *, for_customer: bool) -> list[Entry]:
    """The entries in order, with words, files and people; a constant number of queries."""
    entries = ticket.entries.select_related("actor", "words").prefetch_related("attachments__file")
    if for_customer:
        entries = entries.filter(audience__contains=[Entry.CUSTOMER])
    return list(entries.order_by("id"))


def ticket_by_number(number: str) -> Ticket | None:
    """The ticket with these nine digits."""
    related = ("customer", "service", "service_level", "reporter", "team", "assignee")
    return Ticket.objects.select_related(*related).filter(number=number).first()


def find_ticket(text: str, prefix: str) -> tuple[Ticket | None, ticket_id.FoundID | None]:
    """What a person typed as a ticket ID: the ticket, and how the ID read (mistyped or not)."""
    found = ticket_id.parse(text, prefix)
    is_valid = found is not None and found.reading is ticket_id.Reading.VALID
    return (ticket_by_number(found.number) if found and is_valid else None), found


def tickets_about(words: str) -> QuerySet[Ticket]:
    """Tickets found by their subject, customer or service ID, newest first.

    In the subject each of the words must stand, or one that begins so, in any case; a
    customer's name and a service ID may hold them anywhere. Three queries with the rows.
    """
    in_subject = SearchQuery(_beginnings(words), config="simple", search_type="raw")
    # Named one by one: an index answers for each, where a subquery would have all rows read.
    customers = list(Customer.objects.filter(name__icontains=words).values_list("id", flat=True))
    services = list(Service.objects.filter(code__icontains=words).values_list("id", flat=True))
    return (
        Ticket.objects.alias(subject_words=SearchVector("subject", config="simple"))
        .filter(Q(subject_words=in_subject) | Q(customer__in=customers) | Q(service__in=services))
        .order_by("-opened_at", "-id")
    )


def _beginnings(words: str) -> str:
    """The words as PostgreSQL reads a search: each quoted, and standing for what begins so."""
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words.split())
    return " & ".join(f"'{word}':*" for word in quoted)


def mails_of(asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """The Message-IDs of people's mails on tickets, oldest first, by (ticket, person); one query.

    Asked for by pairs of the rows' keys.
    """
    tickets, people = zip(*asked, strict=True)
    entries = Entry.objects.filter(
        ticket__in=set(tickets), actor__in=set(people), kind__in=[Opened.KIND, MessageAdded.KIND]
    )
    found = dict[tuple[int, int], list[str]]()
    for ticket, person, data in entries.order_by("id").values_list("ticket", "actor", "data"):
        if data["message_id"]:
            found.setdefault((ticket, person or 0), []).append(data["message_id"])
    return found


def participants(ticket: Ticket) -> list[Person]:
    """Who takes part from the customer's side and still belongs to it, the reporter first."""
    wrote = Q(
        timeline_entries__ticket=ticket,
        timeline_entries__kind__in=["message", Opened.KIND],
    )
    people = Person.objects.filter(
        wrote | Q(id=ticket.reporter_id),
        is_active=True,
        memberships__customer=ticket.customer_id,
    )
    return sorted(
        people.distinct(), key=lambda person: (person.id != ticket.reporter_id, person.id)
    )


def can_be_reopened(ticket: Ticket, at: datetime) -> bool:
    """Whether a reply still reopens this ticket: up to 14 days after its resolution."""
    resolved_at = ticket.resolved_at or ticket.closed_at
    reopens = {State.RESOLVED, State.CLOSED, State.CANCELLED}
    return (
        ticket.state in reopens
        and resolved_at is not None
        and at <= resolved_at + states.REOPEN_WITHIN
    )
