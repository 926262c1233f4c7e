"""Writes: who closed a ticket is asked, and somebody answers (G2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import standing_in
from qendra.call_backs.actions import ask_call_back
from qendra.call_backs.models import Reason
from qendra.catalogue.selectors import provider
from qendra.lib.errors import Refused
from qendra.preferences.selectors import is_wanted
from qendra.satisfaction.models import Rating
from qendra.satisfaction.notices import ask
from qendra.satisfaction.rules import (
    MOST_WORDS,
    NOT_AGAIN_WITHIN,
    SCORES,
    STILL_NEWS,
    can_be_rated,
    is_bad,
)
from qendra.tickets.actions.writing import locked
from qendra.tickets.entries import StateChanged
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import State


# With the news it is all or nothing; a savepoint in every round would only cost two questions.
@transaction.atomic(savepoint=False)
def ask_about_closed(*, entry_ids: Iterable[int], now: datetime) -> int:
    """Ask the reporters of the tickets that these entries closed; how many were asked.

    Called with the news. Never twice about a ticket, nor of somebody who was asked lately.
    """
    closings = Entry.objects.filter(
        id__in=list(entry_ids),
        kind=StateChanged.KIND,
        data__after=str(State.CLOSED),
        recorded_at__gt=now - STILL_NEWS,
    )
    # By itself: joined with the tickets, the database looked through all that ever closed.
    closed = set(closings.values_list("ticket", flat=True))
    if not closed:
        return 0
    found = Ticket.objects.filter(id__in=closed, state=State.CLOSED, rating__isnull=True)
    tickets = found.select_related("customer", "service", "reporter", "assignee", "team")
    return sum(_ask(ticket, now) for ticket in tickets.order_by("id"))


@transaction.atomic
def rate_ticket(
    *, actor: Actor, now: datetime, ticket_id: int, score: int, words: str = ""
) -> Rating:
    """Who reported the ticket says how our help was; said again, the last word counts.

    A bad one opens a call-back for the team lead, once a ticket, whatever is said later. The
    caller has checked that it is the reporter, or somebody with the link that they were sent.
    Refused when the ticket is not closed, or was closed more than 14 days ago.
    """
    ticket = locked(ticket_id)
    if ticket.state != State.CLOSED or not can_be_rated(ticket.closed_at, now):
        raise Refused(_("This ticket cannot be rated any more. Thank you for wanting to."))
    if score not in SCORES:
        raise Refused(_("Choose one of the five answers."))
    rating = Rating.objects.filter(ticket=ticket).first() or _new(ticket)
    rating.closed_at = ticket.closed_at or now
    rating.score, rating.words, rating.rated_at = score, words.strip()[:MOST_WORDS], now
    rating.save()
    if is_bad(score):
        _open_call_back(rating, ticket, now)
    return rating


def _ask(ticket: Ticket, now: datetime) -> bool:
    person = ticket.reporter
    if person is None or not person.email or not person.is_active:
        return False
    if not is_wanted(person.id, "satisfaction"):
        return False
    lately = Rating.objects.filter(person=person, asked_at__gt=now - NOT_AGAIN_WITHIN)
    if lately.exists():
        return False
    rating = _new(ticket)
    rating.asked_at = now
    rating.save()
    ask(rating, ticket, now)
    return True


def _new(ticket: Ticket) -> Rating:
    if ticket.reporter is None or ticket.closed_at is None:
        raise Refused(_("This ticket cannot be rated any more. Thank you for wanting to."))
    return Rating(
        ticket=ticket,
        person=ticket.reporter,
        customer=ticket.customer,
        team=ticket.team,
        closed_at=ticket.closed_at,
    )


def _open_call_back(rating: Rating, ticket: Ticket, now: datetime) -> None:
    ask_call_back(
        ticket=ticket,
        reason=Reason.RATING,
        person=rating.person,
        number=rating.person.phone,
        holder=_lead_of(ticket),
        key=f"rating:{ticket.id}",
        now=now,
        words=rating.words,
    )


def _lead_of(ticket: Ticket) -> Person | None:
    """The supervisor of the team that had it, else whoever stands in, else the duty manager."""
    if ticket.team:
        leads = ticket.team.members.filter(
            is_active=True, rights__contains=[str(Right.SUPERVISE)]
        ).order_by("id")
        if lead := leads.first():
            return lead
    return standing_in().first() or provider().duty_manager
