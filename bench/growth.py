"""What a sweep costs beside ever more open tickets, when the same number of them is due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from bench.figures import Figure
from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Service
from qendra.escalation.models import Run, Step
from qendra.jobs import escalate
from qendra.tickets.actions.opening import Opening, open_tickets
from qendra.tickets.actions.reports import Report
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency

SMALLEST = 1_000
DUE = 100
# Nothing of what was copied comes before that.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_ANALYZE = "VACUUM ANALYZE tickets_ticket, escalation_run"
_COPY_TICKETS = """
    INSERT INTO tickets_ticket ({names}) SELECT {values}
    FROM tickets_ticket CROSS JOIN generate_series(%s::int, %s::int) AS copy
    WHERE id = %s RETURNING id
"""
_COPY_RUNS = """
    INSERT INTO escalation_run ({names}) SELECT {values}
    FROM escalation_run CROSS JOIN tickets_ticket AS ticket
    WHERE escalation_run.id = %s AND ticket.intake_key LIKE 'growth:%%'
    AND ticket.clock_changed IS NOT TRUE
    AND NOT EXISTS (SELECT FROM escalation_run AS run WHERE run.ticket_id = ticket.id)
"""


def sizes(most: int) -> list[int]:
    """From a thousand on ten times as many each, up to so many."""
    found = [SMALLEST]
    while found[-1] * 10 <= most:
        found.append(found[-1] * 10)
    return found


def growth(most: int) -> Iterator[Figure]:
    """Time of a sweep that takes a hundred steps beside so many open tickets.

    The steps are real ones, of tickets that were reported an hour before; the others are copies
    of a real ticket and its run. What was loaded before is counted among them and is never due.
    """
    now = datetime.now(UTC)
    Ticket.objects.filter(clock_changed=True).update(clock_changed=False)
    # The first hundred only warm up what a process remembers.
    for place, size in enumerate([SMALLEST, *sizes(most)]):
        now += timedelta(days=1)
        Run.objects.filter(next_step_at__lt=NEVER).update(next_step_at=NEVER)
        model = _due_in_an_hour(now)
        _grow_to(size, model)
        seconds, steps = _swept(now + timedelta(hours=1))
        if steps != DUE:
            raise RuntimeError(f"{steps} steps were taken where {DUE} were due.")
        if place:
            yield Figure(f"growth, {DUE} due of {_short(size)} open", 1000 * seconds, "ms")


def _due_in_an_hour(now: datetime) -> Ticket:
    """A hundred reports of dead lines, followed by the worker; the last of them."""
    service = Service.objects.select_related("customer").order_by("id").first()
    if service is None:
        raise RuntimeError("There is no service to report on.")
    openings = [Opening(actor=SYSTEM, report=_report(service, now, place)) for place in range(DUE)]
    tickets = open_tickets(now=now, openings=openings)
    while escalate.run_once(now=now):
        pass
    Run.objects.filter(ticket__in=tickets).update(next_step_at=now + timedelta(hours=1))
    return tickets[-1]


def _report(service: Service, now: datetime, place: int) -> Report:
    return Report(
        key=f"due:{now.isoformat()}:{place}",
        subject="Link down",
        customer=service.customer,
        service=service,
        reporter=None,
        received_at=now,
        source=Source.FORM,
        urgency=Urgency.HIGH,
        facts=(Fact(FactName.IMPACT, "service_affecting", Source.FORM),),
    )


def _grow_to(size: int, model: Ticket) -> None:
    """Copies of a ticket and its run, until so many are open."""
    first = Ticket.objects.count()
    missing = size - Ticket.objects.filter(closed_at__isnull=True).count()
    ticket = {
        "number": "(500000000 + copy)::text",
        "intake_key": "'growth:' || copy",
        "clock_changed": "FALSE",
        "next_timer_at": "NULL",
    }
    run = {"ticket_id": "ticket.id", "next_step_at": f"'{NEVER.isoformat()}'::timestamptz"}
    with connection.cursor() as cursor:
        if missing > 0:
            cursor.execute(
                _copying(_COPY_TICKETS, "tickets_ticket", ticket),
                [first, first + missing - 1, model.id],
            )
            model_run = Run.objects.get(ticket=model)
            cursor.execute(_copying(_COPY_RUNS, "escalation_run", run), [model_run.id])
        cursor.execute(_ANALYZE)


def _copying(statement: str, table: str, changed: dict[str, str]) -> str:
    """The statement with the table's columns; these are not those of the model."""
    with connection.cursor() as cursor:
        columns = [
            each.name for each in connection.introspection.get_table_description(cursor, table)
        ]
    kept = [name for name in columns if name != "id"]
    values = [changed.get(name, f"{table}.{name}") for name in kept]
    return statement.format(names=", ".join(kept), values=", ".join(values))


def _swept(now: datetime) -> tuple[float, int]:
    """Sweep until nothing is left to do; in how many seconds, and how many steps it were."""
    before, began = Step.objects.count(), time.perf_counter()
    while escalate.run_once(now=now):
        pass
    return time.perf_counter() - began, Step.objects.count() - before


def _short(size: int) -> str:
    return f"{size // 1000}k" if size < 1_000_000 else f"{size // 1_000_000}M"
