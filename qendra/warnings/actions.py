"""Writes: a clock moved, a clock reached a threshold, people are told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction

from qendra.accounts.models import Person
from qendra.lib import log_fields
from qendra.lib.rows import insert_new_rows, insert_rows, update_rows
from qendra.tickets.clock_facts import CLOCK_KINDS
from qendra.tickets.clocks import facts_of_all, targets_for
from qendra.tickets.entries import PriorityChanged, ServiceSet
from qendra.tickets.models import Ticket
from qendra.tickets.notices import send_letters
from qendra.tickets.priority import Priority
from qendra.warnings.models import Look, Reached, Telling
from qendra.warnings.notices import send_digest, told_at_once
from qendra.warnings.rules import GRAVITY, Mark, Threshold, marks, next_round
from qendra.warnings.selectors import Leads, goals_of, leads, staffed_hours, told_of

BATCH = 50
# A ticket whose clocks cannot be read does not keep the others waiting.
STEP_BACK = timedelta(minutes=10)
_MOVE_A_CLOCK = [*CLOCK_KINDS, PriorityChanged.KIND, ServiceSet.KIND]
_LOOK = """
    INSERT INTO warnings_look (ticket_id, at)
    SELECT DISTINCT ticket_id, %s::timestamptz FROM tickets_entry
    WHERE id = ANY(%s) AND kind = ANY(%s)
    ON CONFLICT (ticket_id) DO UPDATE SET at = EXCLUDED.at
"""


@transaction.atomic(savepoint=False)
def look_again(*, entry_ids: Collection[int], now: datetime) -> None:
    """Look at the clocks that these entries moved; called with the news. One statement."""
    if entry_ids:
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [now, list(entry_ids), _MOVE_A_CLOCK])


def warn_due(*, now: datetime, limit: int = BATCH) -> int:
    """Look at up to ``limit`` tickets whose clocks reach something; how many it were.

    All in one transaction; when anything goes wrong with one of them, each for itself.
    """
    due = Look.objects.filter(at__lte=now).order_by("at", "ticket")
    ids = list(due.values_list("ticket", flat=True)[:limit])
    if not ids:
        return 0
    try:
        return _warn(ids, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        done = sum(_warn_alone(ticket_id, now) for ticket_id in ids)
        if not done:
            raise
        return done


def _warn_alone(ticket_id: int, now: datetime) -> int:
    try:
        with log_fields.about():
            return _warn([ticket_id], now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 (the others are not kept waiting; it comes again)
        Look.objects.filter(ticket=ticket_id).update(at=now + STEP_BACK)
        return 0


@transaction.atomic
def _warn(ticket_ids: Sequence[int], now: datetime) -> int:
    looks = Look.objects.select_for_update(skip_locked=True).filter(
        ticket__in=ticket_ids, at__lte=now
    )
    found = {look.ticket_id: look for look in looks.order_by("ticket")}
    related = ("customer", "service", "assignee", "team")
    tickets = list(Ticket.objects.filter(id__in=found).select_related(*related).order_by("id"))
    facts = facts_of_all(tickets)
    reached = list[Reached]()
    for ticket in tickets:
        targets = targets_for(ticket.service_level_id, ticket.priority)
        goals = goals_of(targets) if targets else {}
        staffed = staffed_hours(ticket.service_level_id)
        known = marks(facts[ticket.id], goals, staffed, now)
        reached += [_reached(ticket, each, now) for each in known if each.at <= now < each.until]
        found[ticket.id].at = min((each.at for each in known if each.at > now), default=None)
    _tell(insert_new_rows(reached, "key"), now)
    update_rows(list(found.values()), ["at"])
    return len(found)


def _reached(ticket: Ticket, mark: Mark, now: datetime) -> Reached:
    return Reached(
        ticket=ticket,
        promise=mark.promise,
        threshold=mark.threshold,
        key=f"{ticket.id}:{mark.name}",
        reached_at=mark.at,
        due_at=mark.due_at,
        noticed_at=now,
    )


def _tell(warnings: Iterable[Reached], now: datetime) -> None:
    """Of several thresholds of a clock at once, as after a standstill, only the gravest is told."""
    by_clock = defaultdict[tuple[int, str], list[Reached]](list)
    for warning in warnings:
        by_clock[warning.ticket_id, warning.promise].append(warning)
    if not by_clock:
        return
    known = leads()
    pairs = [pair for together in by_clock.values() for pair in _pairs(together, known)]
    urgent = [pair for pair in pairs if pair[0].ticket.priority == Priority.CRITICAL]
    send_letters([told_at_once(warning, person) for warning, person in urgent], now)
    insert_rows(
        [
            Telling(warning=warning, person=person, tell_at=next_round(now))
            for warning, person in pairs
            if warning.ticket.priority != Priority.CRITICAL
        ]
    )


def _pairs(together: Sequence[Reached], known: Leads) -> list[tuple[Reached, Person]]:
    gravest = max(together, key=lambda each: GRAVITY.index(Threshold(each.threshold)))
    thresholds = [Threshold(each.threshold) for each in together]
    return [(gravest, person) for person in told_of(thresholds, gravest.ticket, known)]


def send_digests(*, now: datetime, limit: int = BATCH) -> int:
    """Tell up to ``limit`` people of all that was gathered for them; how many it were.

    What was done meanwhile is left out, and who left is told nothing.
    """
    due = Telling.objects.filter(told_at__isnull=True, tell_at__lte=now)
    people = list(due.order_by("person").values_list("person", flat=True).distinct()[:limit])
    return _send(people, now) if people else 0


@transaction.atomic
def _send(people: Sequence[int], now: datetime) -> int:
    due = Telling.objects.filter(told_at__isnull=True, tell_at__lte=now)
    related = ("person", "warning__ticket__customer", "warning__ticket__service")
    rows = due.filter(person__in=people).select_for_update(of=("self",)).select_related(*related)
    by_person = defaultdict[Person, list[Telling]](list)
    for row in rows.order_by("id"):
        row.told_at = now
        by_person[row.person].append(row)
    for person, tellings in by_person.items():
        send_digest(person, tellings, now)
    update_rows([row for gathered in by_person.values() for row in gathered], ["told_at"])
    return len(by_person)
