"""Who takes part from the customer's side in several tickets at once."""

from __future__ import annotations

from collections.abc import Collection

from qendra.accounts.models import Person
from qendra.catalogue.models import Membership
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.selectors import WORDS_OF_CUSTOMERS


def participants_of_all(tickets: Collection[Ticket]) -> dict[int, list[Person]]:
    """``selectors.participants`` of several tickets, by their keys; three queries."""
    wrote = Entry.objects.filter(
        ticket__in=tickets, kind__in=WORDS_OF_CUSTOMERS, actor__isnull=False
    )
    taking_part = {ticket.id: set[int]() for ticket in tickets}
    reported = [(ticket.id, ticket.reporter_id) for ticket in tickets]
    for about, person in [*reported, *wrote.values_list("ticket", "actor")]:
        if person is not None:
            taking_part[about].add(person)
    asked = set[int]().union(*taking_part.values())
    people = Person.objects.filter(id__in=asked, is_active=True).in_bulk()
    members = Membership.objects.filter(
        person__in=people, customer__in={ticket.customer_id for ticket in tickets}
    )
    belongs = set(members.values_list("person", "customer"))
    found = dict[int, list[Person]]()
    for ticket in tickets:
        theirs = [
            people[person]
            for person in taking_part[ticket.id]
            if person in people and (person, ticket.customer_id) in belongs
        ]
        found[ticket.id] = sorted(theirs, key=lambda each: (each.id != ticket.reporter_id, each.id))
    return found
