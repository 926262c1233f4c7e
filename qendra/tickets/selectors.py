"""Reads of tickets and their timelines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import F

from qendra.accounts.models import Person
from qendra.lib import ticket_id
from qendra.lib.prepared import Prepared
from qendra.tickets import states, taken_in
from qendra.tickets.clock_facts import CLOCK_KINDS
from qendra.tickets.entries import Body, CallLogged, MessageAdded, Opened, PriorityChanged, decode
from qendra.tickets.models import Attachment, Entry, Ticket
from qendra.tickets.states import State

DUE_SOON = timedelta(hours=1)
# So many entries stand on a page before somebody asks for earlier ones.
NEWEST = 50
WORDS_OF_CUSTOMERS = [MessageAdded.KIND, Opened.KIND]


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


def has_tickets() -> bool:
    """Whether there is any ticket."""
    return Ticket.objects.exists()


def timeline(ticket: Ticket, *, for_customer: bool) -> list[Entry]:
    """The entries in order, with words, ``files`` and people; three queries.

    Also what was said on the tickets that were merged into it.
    """
    entries = list(taken_in.entries_of(ticket)) if ticket.took_in else _entries(ticket=ticket.id)
    if for_customer:
        entries = [entry for entry in entries if Entry.CUSTOMER in entry.audience]
    return _filled(ticket, entries)


@dataclass(frozen=True, slots=True)
class Newest:
    """The end of a timeline, in order; ``has_earlier``: there are older entries."""

    entries: list[Entry]
    has_earlier: bool


def newest(ticket: Ticket, most: int | None = NEWEST, *, has_files: bool = True) -> Newest:
    """The newest entries as ``timeline`` gives all of them (None); three queries.

    Two where it is known that no entry of its own has files.
    """
    if most is None:
        return Newest(timeline(ticket, for_customer=False), has_earlier=False)
    if ticket.took_in:
        found = list(taken_in.entries_of(ticket).order_by("-id")[: most + 1])
    else:
        found = _newest(ticket=ticket.id) if most == NEWEST else list(_last(ticket.id, most))
    shown = _filled(ticket, found[:most][::-1], has_files=has_files)
    return Newest(shown, has_earlier=len(found) > most)


class Past(NamedTuple):
    """What is computed from an entry: who, when and what, without its words."""

    kind: str
    version: int
    data: dict[str, Any]
    at: datetime
    recorded_at: datetime
    actor_id: int | None

    @property
    def body(self) -> Body:
        return decode(self.kind, self.version, self.data)


def past_of(ticket: Ticket) -> list[Past]:
    """All that clocks, priority and the list of people are made of, in order; one query."""
    return [Past(*row) for row in _past(ticket=ticket.id)]


def _filled(ticket: Ticket, entries: list[Entry], *, has_files: bool = True) -> list[Entry]:
    files: dict[int, list[Attachment]] = defaultdict(list)
    first = entries[0].id if entries else 0
    if ticket.took_in:
        attachments = list(taken_in.attachments_of(ticket, first))
        actors = list(taken_in.actors_of(ticket))
    else:
        attachments = _attachments(ticket=ticket.id, first=first) if has_files else []
        actors = _actors(ticket=ticket.id)
    for attachment in attachments:
        files[attachment.entry_id].append(attachment)
    people = {person.id: person for person in actors}
    for entry in entries:
        entry.files = files[entry.id]
        if entry.actor_id:
            entry.actor = people[entry.actor_id]
    return entries


def _last(ticket: int, most: int) -> QuerySet[Entry]:
    """The last ones, newest first, and one more."""
    found = Entry.objects.filter(ticket=ticket).select_related("words")
    return found.order_by("-id")[: most + 1]


_entries = Prepared(
    lambda ticket: Entry.objects.filter(ticket=ticket).select_related("words").order_by("id"),
    ticket=-1,
)
_newest = Prepared(lambda ticket: _last(ticket, NEWEST), ticket=-1)
_past = Prepared(
    lambda ticket: (
        Entry.objects.filter(
            ticket=ticket, kind__in={*CLOCK_KINDS, *WORDS_OF_CUSTOMERS, PriorityChanged.KIND}
        )
        .order_by("id")
        .values_list("kind", "version", "data", "at", "recorded_at", "actor_id")
    ),
    ticket=-1,
)
# A few people write on a ticket, and each of them often.
_actors = Prepared(
    lambda ticket: Person.objects.filter(
        id__in=Entry.objects.filter(ticket=ticket).values("actor")
    ),
    ticket=-1,
)
_attachments = Prepared(
    lambda ticket, first: (
        Attachment.objects.filter(entry__ticket=ticket, entry__gte=first)
        .select_related("file")
        .order_by("id")
    ),
    ticket=-1,
    first=-2,
)


def words_to_split(ticket: Ticket) -> QuerySet[Entry]:
    """What its customer wrote or said on the ticket after the report, newest first."""
    said = Q(kind=MessageAdded.KIND) | Q(kind=CallLogged.KIND, data__direction="in")
    found = Entry.objects.filter(said, ticket=ticket).select_related("words", "actor")
    return found.order_by("-id")


def ticket_by_number(number: str) -> Ticket | None:
    """The ticket with these nine digits."""
    related = ("customer", "service", "service_level", "reporter", "team", "assignee")
    return Ticket.objects.select_related(*related).filter(number=number).first()


def find_ticket(text: str, prefix: str) -> tuple[Ticket | None, ticket_id.FoundID | None]:
    """What a person typed as a ticket ID: the ticket, and how the ID read (mistyped or not)."""
    found = ticket_id.parse(text, prefix)
    is_valid = found is not None and found.reading is ticket_id.Reading.VALID
    return (ticket_by_number(found.number) if found and is_valid else None), found


def mails_of(asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """The Message-IDs of people's mails on tickets, oldest first, by (ticket, person); one query.

    Asked for by pairs of the rows' keys.
    """
    tickets, people = (set(keys) for keys in zip(*asked, strict=True))
    if len(tickets) == 1:
        (ticket,) = tickets
        rows = [(ticket, actor, data) for actor, data in _mails_on(ticket=ticket)]
    else:
        entries = Entry.objects.filter(
            ticket__in=tickets, actor__in=people, kind__in=WORDS_OF_CUSTOMERS
        )
        rows = list(entries.order_by("id").values_list("ticket", "actor", "data"))
    found = dict[tuple[int, int], list[str]]()
    for ticket, person, data in rows:
        if data["message_id"]:
            found.setdefault((ticket, person or 0), []).append(data["message_id"])
    return found


_mails_on = Prepared(
    lambda ticket: (
        Entry.objects.filter(ticket=ticket, kind__in=WORDS_OF_CUSTOMERS)
        .order_by("id")
        .values_list("actor", "data")
    ),
    ticket=-1,
)


def participants(ticket: Ticket) -> list[Person]:
    """Who takes part from the customer's side and still belongs to it, the reporter first."""
    people = (
        taken_in.participants_of(ticket).distinct()
        if ticket.took_in
        else _participants(
            ticket=ticket.id, reporter=ticket.reporter_id, customer=ticket.customer_id
        )
    )
    return sorted(people, key=lambda person: (person.id != ticket.reporter_id, person.id))


def _taking_part(ticket: int, reporter: int, customer: int) -> QuerySet[Person]:
    # From the ticket to its people: what these wrote elsewhere is not looked at.
    wrote = Entry.objects.filter(ticket=ticket, kind__in=WORDS_OF_CUSTOMERS, actor__isnull=False)
    return Person.objects.filter(
        Q(id__in=wrote.values("actor")) | Q(id=reporter),
        is_active=True,
        memberships__customer=customer,
    )


_participants = Prepared(_taking_part, ticket=-1, reporter=-2, customer=-3)


def members_for(ticket: Ticket) -> list[Person]:
    """The people of the ticket's customer, by name; one query."""
    return _members(customer=ticket.customer_id)


_members = Prepared(
    lambda customer: Person.objects.filter(memberships__customer=customer, is_active=True).order_by(
        "name"
    ),
    customer=-1,
)


def participants_among(
    members: Iterable[Person], ticket: Ticket, entries: Iterable[Entry | Past]
) -> list[Person]:
    """``participants`` where the people of the customer and the timeline are at hand."""
    if ticket.took_in:
        return participants(ticket)
    wrote = {entry.actor_id for entry in entries if entry.kind in WORDS_OF_CUSTOMERS}
    return sorted(
        (each for each in members if each.id == ticket.reporter_id or each.id in wrote),
        key=lambda person: (person.id != ticket.reporter_id, person.id),
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
