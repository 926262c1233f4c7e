"""Reads: whom a warning is for, and in which hours somebody is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from qendra.accounts.models import Person
from qendra.accounts.selectors import administrators, standing_in
from qendra.catalogue.access import sees_customer
from qendra.sla.calendar import ALWAYS_OPEN, Calendar
from qendra.sla.clock import Goal
from qendra.sla.explanation import Promise
from qendra.sla.selectors import Targets, business_hours_at
from qendra.tickets.models import Ticket
from qendra.warnings.rules import Threshold


@dataclass(frozen=True, slots=True)
class Leads:
    """The supervisors with their teams; read once in a sweep."""

    people: tuple[tuple[Person, frozenset[int]], ...]

    def of(self, ticket: Ticket) -> list[Person]:
        """Those of the ticket's team; without any, all who may see its customer."""
        own = [person for person, teams in self.people if ticket.team_id in teams]
        if own:
            return own
        return [each for each, _ in self.people if sees_customer(each, ticket.customer_id)]


def leads() -> Leads:
    """Whose role it is to supervise; without anybody, the administrators. Two queries."""
    found = list(standing_in().prefetch_related("teams"))
    if not found:
        found = list(administrators().exclude(email=None).prefetch_related("teams"))
    return Leads(tuple((each, frozenset(team.id for team in each.teams.all())) for each in found))


def told_of(thresholds: Iterable[Threshold], ticket: Ticket, known: Leads) -> list[Person]:
    """Who is told of these; the assignee of the early ones, the team's lead of the late ones."""
    people = dict[int, Person]()
    for threshold in thresholds:
        assignee = ticket.assignee if ticket.assignee and ticket.assignee.is_active else None
        is_early = threshold in {Threshold.THREE_QUARTERS, Threshold.UNSTAFFED}
        if assignee and is_early:
            people[assignee.id] = assignee
        # Three quarters of a ticket that nobody has are nobody's, unless the lead hears of it.
        if threshold is not Threshold.THREE_QUARTERS or assignee is None:
            people |= {lead.id: lead for lead in known.of(ticket)}
    return [person for person in people.values() if person.email]


def goals_of(targets: Targets) -> dict[Promise, Goal]:
    """The goals by what they promise."""
    goals = {Promise.RESPONSE: targets.response, Promise.REPAIR: targets.repair}
    return goals | ({Promise.UPDATE: targets.update} if targets.update else {})


def staffed_hours(service_level_id: int | None) -> Calendar:
    """The business hours; where there are none, nobody ever goes home."""
    try:
        return business_hours_at(service_level_id)
    except ImproperlyConfigured:
        return ALWAYS_OPEN
