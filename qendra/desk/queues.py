"""The queues at the side of every page of the desk, and the tickets that stand in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.call_backs.selectors import may_see, open_call_backs
from qendra.catalogue.access import seen_by
from qendra.desk.undelivered import dead_messages_for
from qendra.escalation.selectors import escalated_tickets
from qendra.intake.email.access import mails_to_place
from qendra.intake.email.selectors import mails_in_triage
from qendra.lib.counting import MANY, Statement, statement
from qendra.lib.remembering import ForASecond
from qendra.lib.work import remembered
from qendra.outbox.selectors import dead_messages
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import DUE_SOON, Queue, open_tickets, queue_filter

ESCALATED = "escalated"
TRIAGE = "triage"
CALL_BACKS = "call_backs"
SATISFACTION = "satisfaction"
ANNOUNCEMENTS = "announcements"
# Lists of something else than tickets, each with a page of its own.
OTHERS = frozenset({TRIAGE, CALL_BACKS})

NAMES: dict[str, tuple[Promise | str, str]] = {
    Queue.MINE: (_("Mine"), "person"),
    Queue.UNASSIGNED: (_("Unassigned"), "inbox"),
    Queue.MY_TEAMS: (_("My teams"), "people"),
    ESCALATED: (_("Escalated"), "escalate"),
    Queue.DUE_SOON: (_("Due soon"), "clock"),
    Queue.WAITING_CUSTOMER: (_("Waiting for the customer"), "state-waiting_customer"),
    Queue.DEFERRED: (_("Deferred"), "state-deferred"),
    CALL_BACKS: (_("Call-backs"), "phone"),
    TRIAGE: (_("Triage"), "mail"),
    Queue.ALL: (_("All open"), "ticket"),
}
# What somebody waits for: their numbers are shown as an alarm.
OWN = (Queue.MINE, Queue.UNASSIGNED, Queue.MY_TEAMS)
ALARMS = frozenset({ESCALATED, CALL_BACKS, TRIAGE, Queue.DUE_SOON})
_NOBODY = -1
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One queue at the side. ``count`` goes no further than ``counting.MANY``."""

    name: str
    icon: str
    url: str
    count: int
    is_current: bool
    is_alarm: bool


def side(person: Person, current: str = "") -> tuple[Item, ...]:
    """All queues with their counts; one query, and once a second another one."""
    held = _limited_counts(person) if person.is_limited else _all_counts(person)
    return tuple(
        Item(
            name=str(name),
            icon=icon,
            url=url_of(key),
            count=held[key],
            is_current=key == current,
            is_alarm=key in ALARMS and held[key] > 0,
        )
        for key, (name, icon) in NAMES.items()
    )


def _all_counts(person: Person) -> dict[str, int]:
    return _own_counts(person) | _common_counts()


def _limited_counts(person: Person) -> dict[str, int]:
    """Of what somebody sees who is limited to some customers: as it is, nobody else's number."""
    now = timezone.now()
    queues = {key: tickets_in(key, person, now) for key in NAMES if key not in OTHERS}
    lists = {
        "mails": mails_to_place(person),
        "dead": dead_messages_for(person),
        CALL_BACKS: open_call_backs().filter(may_see(person)),
    }
    found = statement(queues | lists).counts()
    return found | {TRIAGE: min(found["mails"] + found["dead"], MANY)}


def _own_counts(person: Person) -> dict[str, int]:
    """Of the queues that a person changes by what they do: as they are."""
    return _counting_own().counts({_NOBODY: person.id}, is_planned=True)


@ForASecond
def _common_counts() -> dict[str, int]:
    """Of the queues that are the same for everybody: as they were within the last second."""
    due = timezone.now() + DUE_SOON
    found = _counting_common().counts({_NEVER + DUE_SOON: due})
    return found | {TRIAGE: min(found["mails"] + found["dead"], MANY)}


# The queries are made once, with a person and a moment that there are not.
@cache
def _counting_own() -> Statement:
    return statement({key: _tickets_in(key, Person(id=_NOBODY), _NEVER) for key in OWN})


@cache
def _counting_common() -> Statement:
    common = [key for key in NAMES if key not in OWN and key not in OTHERS]
    queues = {key: _tickets_in(key, Person(id=_NOBODY), _NEVER) for key in common}
    others = {"mails": mails_in_triage(), "dead": dead_messages(), CALL_BACKS: open_call_backs()}
    return statement(queues | others)


@cache
def url_of(queue: str) -> str:
    """The page of a queue."""
    return reverse(f"desk:{queue}") if queue in OTHERS else reverse("desk:queue", args=[str(queue)])


def tickets_in(queue: str, person: Person, now: datetime) -> QuerySet[Ticket]:
    """The open tickets of one queue that the person sees, what is due first on top."""
    of_theirs = seen_by(person)
    if queue == Queue.MY_TEAMS:
        # Their IDs are read first: then an index holds a team's tickets in the order of the list.
        teams = remembered(("teams of", person.id), lambda: _teams_of(person))
        return open_tickets().filter(of_theirs, team__in=teams)
    return _tickets_in(queue, person, now).filter(of_theirs)


def _teams_of(person: Person) -> list[int]:
    return list(person.teams.values_list("id", flat=True))


def _tickets_in(queue: str, person: Person, now: datetime) -> QuerySet[Ticket]:
    if queue == ESCALATED:
        return escalated_tickets()
    return open_tickets().filter(queue_filter(Queue(queue), person, now))
