"""The pages that are measured: who asks for them, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

from django.conf import settings
from django.db import connection
from django.test import Client

from bench import names
from bench.clients import Request
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.models import Membership, Service
from qendra.demo.interspace import sign_ins
from qendra.lib.ticket_id import shown
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Entry, Ticket

PREFIX = "IS"
LONG = 200


@dataclass(frozen=True, slots=True)
class Pages:
    """The paths of one figure, and whether a customer asks."""

    name: str
    paths: Callable[[], Sequence[str]]
    is_customer: bool = False


def pages() -> list[Pages]:
    return [
        Pages(names.LIST, lambda: ["/desk/queues/all/"]),
        Pages(names.SHORT_TICKET, short_tickets),
        Pages(names.LONG_TICKET, long_ticket),
        Pages(names.SERVICE, service_pages, is_customer=True),
        Pages(names.RARE, rare_words),
        Pages(names.COMMON, lambda: ["/desk/?q=packet"]),
    ]


def views(cookie: str, paths: Sequence[str], place: int) -> Iterator[Request]:
    """The pages in turn, for ever, from this place on."""
    headers = {"Cookie": cookie, "Accept-Language": "en"}
    return (Request("GET", path, headers) for path in islice(cycle(paths), place, None))


def cookie_of(*, is_customer: bool) -> str:
    """A session of the demo's agent or of a customer's contact."""
    addresses = dict(sign_ins())
    person = Person.objects.get(email=addresses["agent"])
    if is_customer:
        members = Membership.objects.filter(person__email__in=addresses.values())
        person = members.earliest("id").person
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def short_tickets() -> list[str]:
    """Forty tickets with five entries each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM tickets_ticket JOIN ("
            " SELECT ticket_id FROM tickets_entry GROUP BY ticket_id HAVING count(*) = 5 LIMIT 40"
            ") AS short ON short.ticket_id = tickets_ticket.id"
        )
        return [_address(number) for (number,) in cursor.fetchall()]


def long_ticket() -> list[str]:
    """One ticket with 200 entries, written by the real actions."""
    ticket = Ticket.objects.filter(closed_at__isnull=True, assignee__isnull=False).latest("id")
    now = datetime.now(UTC)
    for number in range(Entry.objects.filter(ticket=ticket).count(), LONG):
        act = reply if number % 2 else add_note
        words = Words(text=f"Message {number}: the light is back at -7 dBm, errors still count up.")
        actor = Actor(ticket.assignee, Channel.DESK)
        act(actor=actor, now=now, ticket_id=ticket.id, words=words)
    return [_address(ticket.number)]


def service_pages() -> list[str]:
    """The services of the customer who asks."""
    addresses = dict(sign_ins()).values()
    customer = Membership.objects.filter(person__email__in=addresses).earliest("id").customer
    codes = Service.objects.filter(customer=customer).order_by("id").values_list("code", flat=True)
    return [f"/services/{code}/" for code in codes]


def rare_words() -> list[str]:
    """Parts that one or two tickets are about."""
    subjects = Ticket.objects.order_by("-id").values_list("subject", flat=True)[:400:10]
    return [f"/desk/?q={subject.rpartition(' ')[2]}" for subject in subjects]


def _address(number: str) -> str:
    return f"/desk/tickets/{shown(number, PREFIX)}/"
