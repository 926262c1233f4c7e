"""Transports for tests, and the worker's loop for pages in this thread and transaction."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from qendra.accounts.actor import SYSTEM, Actor, Channel
from qendra.accounts.models import Person
from qendra.jobs.pages import Pager, attempt
from qendra.paging.actions.queueing import send_test
from qendra.paging.actions.transports import save_transport
from qendra.paging.actions.ways import add_way, confirm_way
from qendra.paging.kinds import Kind
from qendra.paging.models import Page, Transport, Way
from tests.cast import NOW


def made(kind: Kind, name: str = "", **values: str) -> Transport:
    """A transport in use."""
    entered = {"name": name or kind.title(), "is_active": "1", **values}
    return save_transport(actor=SYSTEM, now=NOW, kind=kind, transport_id=None, values=entered)


def ntfy() -> Transport:
    """The one transport to telephones that a test needs."""
    found = Transport.objects.filter(kind=Kind.NTFY).first()
    return found or made(Kind.NTFY, server="https://ntfy.sh")


def queued_test(transport: Transport, address: str = "", now: datetime = NOW) -> Page:
    """A test to this address, queued."""
    return send_test(actor=SYSTEM, now=now, transport=transport, address=address)


def page_on(now: datetime = NOW) -> int:
    """One round of the loop, one attempt after the other."""
    return Pager(_at_once)(now=now)


def states() -> list[str]:
    """Of all pages, in the order in which they were queued."""
    return list(Page.objects.order_by("id").values_list("state", flat=True))


def _at_once(page: Page, now: datetime) -> Future[bool]:
    ended: Future[bool] = Future()
    ended.set_result(attempt(page, now))
    return ended


def page_now() -> int:
    """The same, for what was queued at this very moment."""
    return page_on(datetime.now(UTC) + timedelta(seconds=1))


def reached(
    person: Person, transport: Transport, address: str = "", *, critical: bool = False
) -> Way:
    """A confirmed way to this person."""
    actor = Actor(person, Channel.PANEL)
    way = add_way(
        actor=actor, now=NOW, transport=transport, address=address, only_critical=critical
    )
    code = Page.objects.get(way=way).words["code"]
    assert confirm_way(actor=actor, now=NOW, way_id=way.id, code=code)
    Page.objects.filter(way=way).delete()
    return way
