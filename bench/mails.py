"""Mails a second, from the LMTP socket to the ticket."""

from __future__ import annotations

import smtplib
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from django.db import connection

from bench.figures import Figure
from bench.names import MAILS as MAILS_A_SECOND
from bench.system import ADDRESS
from qendra.catalogue.models import Membership, Service
from qendra.demo.interspace import PROVIDER
from qendra.intake.email.models import RawMail, State
from qendra.tickets.models import News, Ticket

CLIENTS = 4
MAILS = 400
PATIENCE = 300.0

_MAIL = """From: {name} <{address}>
To: {support}
Subject: Packet loss on {service}
Message-ID: <{key}@bench.example>
Date: Mon, 02 Mar 2026 10:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello,
our service {service} loses every tenth packet since this morning. The customers of our
shop notice it. We restarted the router, it did not help.

Regards
{name}
"""


def mails_a_second(port: int) -> Figure:
    """From the first connection until the last of all mails is a ticket; four senders."""
    mails = _mails(MAILS)
    _wait_for_rest()
    known = _tickets_of_mails()
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for sent in [pool.submit(_send, port, mails[place::CLIENTS]) for place in range(CLIENTS)]:
            sent.result()
    while (done := _tickets_of_mails() - known) < MAILS:
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"only {done} of {MAILS} mails became tickets")
        time.sleep(0.02)
    return Figure(MAILS_A_SECOND, MAILS / (time.monotonic() - began), "1/s")


def _mails(count: int) -> list[tuple[str, bytes]]:
    """Sender and content; from contacts of all services in turn."""
    found = []
    for service in islice(cycle(Service.objects.order_by("id")), count):
        members = Membership.objects.filter(
            customer=service.customer_id, person__email__isnull=False
        )
        person = members.order_by("id")[0].person
        address = person.email or ""
        text = _MAIL.format(
            name=person.name,
            address=address,
            support=PROVIDER["support_address"],
            service=service.code,
            key=uuid.uuid4().hex,
        )
        found.append((address, text.replace("\n", "\r\n").encode()))
    return found


def _send(port: int, mails: list[tuple[str, bytes]]) -> None:
    with smtplib.LMTP(ADDRESS, port) as server:
        for sender, content in mails:
            server.sendmail(sender, [str(PROVIDER["support_address"])], content)


def _wait_for_rest() -> None:
    """Until the worker has followed what other figures left behind."""
    until = time.monotonic() + PATIENCE
    while Ticket.objects.filter(clock_changed=True).exists() or News.objects.exists():
        if time.monotonic() > until:
            raise TimeoutError("the worker does not come to rest")
        time.sleep(0.1)


def _tickets_of_mails() -> int:
    connection.ensure_connection()
    return RawMail.objects.filter(state=State.TICKET).count()
