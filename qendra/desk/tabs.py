"""The tickets that somebody has open in this browser: numbers in a cookie, and nothing else.

Looking at a ticket writes nothing to the database; who may see it is asked anew each time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by
from qendra.desk.addresses import ticket_page
from qendra.tickets.models import Ticket

COOKIE = "qendra_open"
# As many as there are keys to reach them, and as fit in a line.
MOST = 8
_NUMBER = re.compile(r"[0-9]{9}")


@dataclass(frozen=True, slots=True)
class Tab:
    """One open ticket; ``key`` is what opens it."""

    number: str
    subject: str
    url: str
    key: int
    is_current: bool
    is_next: bool = False
    is_previous: bool = False


def numbers_of(request: HttpRequest) -> list[str]:
    """The numbers in the cookie, in the order in which they were opened."""
    found = _NUMBER.findall(request.COOKIES.get(COOKIE, ""))
    return list(dict.fromkeys(found))[-MOST:]


def with_one(numbers: Sequence[str], number: str) -> list[str]:
    """The same with one more at the end; the one opened first goes where there are too many."""
    return list(numbers) if number in numbers else [*numbers, number][-MOST:]


def keep(response: HttpResponseBase, numbers: Sequence[str]) -> None:
    """Have the browser remember these."""
    response.set_cookie(
        COOKIE,
        "-".join(numbers),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/desk/",
    )


def tabs_of(request: HttpRequest, person: Person, current: Ticket | None) -> list[Tab]:
    """The open tickets that this person may see; one query where others are open."""
    numbers = numbers_of(request)
    known = {current.number: current} if current else {}
    if current:
        numbers = with_one(numbers, current.number)
    others = [number for number in numbers if number not in known]
    if others:
        found = Ticket.objects.filter(seen_by(person), number__in=others)
        known |= {each.number: each for each in found.only("number", "subject")}
    return _marked([known[number] for number in numbers if number in known], current)


def _marked(tickets: list[Ticket], current: Ticket | None) -> list[Tab]:
    here = tickets.index(current) if current in tickets else None
    beside = len(tickets) > 1 and here is not None
    following = (here + 1) % len(tickets) if beside and here is not None else None
    before = (here - 1) % len(tickets) if beside and here is not None else None
    return [
        Tab(
            number=ticket.number,
            subject=ticket.subject,
            url=ticket_page(ticket),
            key=place + 1,
            is_current=place == here,
            is_next=place == following,
            is_previous=place == before,
        )
        for place, ticket in enumerate(tickets)
    ]
