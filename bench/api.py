"""Reports and replies a second through the API, each of them a new one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, cycle, islice

from bench.clients import CLIENTS, Request, measure
from bench.figures import Figure
from bench.names import CREATES, REPLIES
from qendra.accounts.models import Person
from qendra.api.actions import create_token
from qendra.catalogue.models import Customer, Membership, Service
from qendra.catalogue.rights import CustomerRight
from qendra.demo.interspace import sign_ins
from qendra.lib.ticket_id import shown
from qendra.tickets.models import Ticket

PREFIX = "IS"
# Each request is counted as always; this is more than a minute of measuring can reach.
PER_MINUTE = 1_000_000
TICKETS = 400


def creates_a_second(port: int, seconds: float) -> Figure:
    """Complete reports of contacts with an address, who get an acknowledgement."""
    customers = list(Customer.objects.filter(services__isnull=False).distinct().order_by("id"))
    asked = [_reports(each) for each in islice(cycle(customers), CLIENTS)]
    return measure(CREATES, port, asked, seconds)


def replies_a_second(port: int, seconds: float) -> Figure:
    """Answers of staff, each a mail to the reporter; every client on tickets of its own."""
    tickets = Ticket.objects.filter(closed_at__isnull=True, reporter__email__isnull=False)
    numbers = list(tickets.order_by("-id").values_list("number", flat=True)[:TICKETS])
    asked = [_replies(numbers[place::CLIENTS]) for place in range(CLIENTS)]
    return measure(REPLIES, port, asked, seconds)


def _reports(customer: Customer) -> Iterator[Request]:
    members = Membership.objects.filter(
        customer=customer,
        person__email__isnull=False,
        rights__contains=[str(CustomerRight.REPORT)],
    )
    token = _token(members.select_related("person").earliest("id").person, customer)
    services = Service.objects.filter(customer=customer).order_by("id")
    codes = cycle(services.values_list("code", flat=True))
    started_at = datetime.now(UTC).isoformat()
    for number in count(1):
        report = {
            "service": next(codes),
            "subject": f"Packet loss, case {number}",
            "description": "Every tenth packet is lost since this morning. A restart did not help.",
            "started_at": started_at,
            "impact": "degradation",
            "urgency": "high",
        }
        yield _post("/api/v1/tickets", report, token, 201)


def _replies(numbers: list[str]) -> Iterator[Request]:
    agent = Person.objects.get(email=dict(sign_ins())["agent"])
    token = _token(agent, None)
    for turn, number in enumerate(cycle(numbers)):
        reply = {"text": f"Message {turn}: the light is back at -7 dBm, errors still count up."}
        yield _post(f"/api/v1/tickets/{shown(number, PREFIX)}/replies", reply, token, 200)


def _token(person: Person, customer: Customer | None) -> str:
    _token, secret = create_token(
        name="bench",
        person=person,
        customer=customer,
        now=datetime.now(UTC),
        days=1,
        per_minute=PER_MINUTE,
    )
    return secret


def _post(path: str, body: dict[str, str], token: str, status: int) -> Request:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": uuid.uuid4().hex,
    }
    return Request("POST", path, headers, json.dumps(body), status)
