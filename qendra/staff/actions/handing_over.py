"""What somebody who left had goes over, a few tickets at a time; whatever dies goes on here.

Each ticket is a transaction of its own, and each fifty runs: what is done can be seen in the
rows themselves, so that a killed worker leaves nothing that the next one does not find.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.accounts.selectors import first_line
from qendra.call_backs.actions import hand_over_call_back
from qendra.call_backs.models import CallBack
from qendra.call_backs.selectors import call_backs_of
from qendra.catalogue.access import sees_customer
from qendra.escalation.actions.handing_over import hand_over_runs, runs_held_by
from qendra.staff.models import Leaving
from qendra.staff.selectors import open_tickets_of
from qendra.tickets.actions.moving import assign
from qendra.tickets.models import Ticket

AT_ONCE = 50


def hand_over_some(*, now: datetime) -> int:
    """Hand over up to fifty things of whoever left; how many it were.

    A ticket that cannot be handed over holds up no other; its error is raised at the end.
    """
    leaving = unfinished().first()
    if leaving is None:
        return 0
    failures: list[Exception] = []
    done = _hand_over_tickets(leaving, now, failures)
    if failures:
        raise failures[0]
    if not done and leaving.places_to:
        done = hand_over_runs(
            now=now, person=leaving.person, successor=leaving.places_to, limit=AT_ONCE
        )
    if not done:
        done = _hand_over_call_backs(leaving, now)
    if not done and leaving.finished_at is None and not _is_waited_for(leaving):
        Leaving.objects.filter(id=leaving.id).update(finished_at=now)
    return done


def _is_waited_for(leaving: Leaving) -> bool:
    """Whether something is left that somebody was working on just now."""
    has_runs = leaving.places_to is not None and runs_held_by(leaving.person)
    is_called_for = call_backs_of(leaving.person).exists()
    return has_runs or is_called_for or open_tickets_of(leaving.person).exists()


def unfinished() -> QuerySet[Leaving]:
    """What is not handed over yet; also where a ticket was given at the very last moment."""
    late = Ticket.objects.filter(closed_at__isnull=True, assignee=OuterRef("person"))
    call = CallBack.objects.filter(answered_at__isnull=True, holder=OuterRef("person"))
    rest = Leaving.objects.filter(Q(finished_at__isnull=True) | Exists(late) | Exists(call))
    gone = rest.filter(person__is_active=False)
    return gone.select_related("person", "tickets_to", "places_to").order_by("finished_at", "id")


def _hand_over_tickets(leaving: Leaving, now: datetime, failures: list[Exception]) -> int:
    done, seen = 0, list[int]()
    while done < AT_ONCE and len(seen) < 4 * AT_ONCE:
        tickets = _next(leaving.person, seen)
        for ticket in tickets:
            done += _hand_over(ticket, leaving, now, failures)
        seen += [ticket.id for ticket in tickets]
        if not tickets:
            break
    return done


def _hand_over_call_backs(leaving: Leaving, now: datetime) -> int:
    """Promised calls go the way of the levels, or of the tickets; else those above hear of them."""
    to = leaving.places_to or leaving.tickets_to
    held = call_backs_of(leaving.person).select_related("ticket__customer", "customer")[:AT_ONCE]
    return sum(
        hand_over_call_back(
            call_back_id=each.id,
            successor=_taker(to, each.whose.id if each.whose else None),
            now=now,
        )
        for each in held
    )


def _next(person: Person, seen: Sequence[int]) -> list[Ticket]:
    rest = open_tickets_of(person).exclude(id__in=seen).select_related("team")
    return list(rest[:AT_ONCE])


def _hand_over(ticket: Ticket, leaving: Leaving, now: datetime, failures: list[Exception]) -> int:
    takes = _taker(leaving.tickets_to, ticket.customer_id)
    team = ticket.team or first_line()
    moment = max(now, ticket.updated_at)
    try:
        assign(actor=SYSTEM, now=moment, ticket_id=ticket.id, assignee=takes, team=team)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 (kept, and raised at the end)
        failures.append(error)
        return 0
    return 1


def _taker(named: Person | None, customer_id: int | None) -> Person | None:
    """The successor, unless they left meanwhile or may not see this customer."""
    if named is None or not named.is_active:
        return None
    # Whoever is limited sees nothing of a caller whom nobody knows.
    is_seen = sees_customer(named, customer_id) if customer_id else not named.is_limited
    return named if is_seen else None
