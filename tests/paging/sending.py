"""Transports for tests, and the worker's loop for pages in this thread and transaction."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from qendra.accounts.actor import SYSTEM, Actor, Channel
from qendra.accounts.models import Person
from qendra.escalation.models import Step
from qendra.jobs.pages import Pager, attempt
from qendra.paging.actions.queueing import send_test
from qendra.paging.actions.transports import save_transport
from qendra.paging.actions.ways import add_way, confirm_way
from qendra.paging.kinds import Kind
from qendra.paging.messages import Words
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


def gateway(kind: Kind, **values: str) -> Transport:
    """A gateway of this kind, as an administrator described it."""
    found = Transport.objects.filter(kind=kind).first()
    described = {"url": "https://sms.example/", "body": "to={to}", "statuses": "2xx"}
    posted = {"in_sender": "from", "in_text": "text", "in_id": "id"}
    if kind is Kind.HTTP_VOICE:
        posted = {"in_text": "digits", "in_id": "call"}
    return found or made(kind, **(described | posted | values))


def called(step: Step, transport: Transport, now: datetime = NOW) -> Page:
    """The page of a step that goes as a call to its holder."""
    words = Words(title="x", text="x", say="Critical, level 1.", ask="Press 1.", ask_pin="PIN.")
    page, _made = Page.objects.get_or_create(
        key=f"escalation-step:{step.id}:{step.holder_id}:1",
        defaults={
            "purpose": "step", "about": f"escalation-step:{step.id}", "transport": transport,
            "address": "+355691234567", "words": asdict(words), "next_attempt_at": now,
            "give_up_after": now, "created_at": now,
        },
    )  # fmt: skip
    return page


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
