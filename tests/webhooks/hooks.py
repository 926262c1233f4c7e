"""Webhooks for tests, and the worker's two loops for them in this thread and transaction."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.jobs import news
from qendra.jobs.webhooks import Deliverer, attempt
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Entry, News, Ticket
from qendra.webhooks.actions.managing import create_webhook
from qendra.webhooks.models import Delivery, Webhook
from tests.cast import NOW, Cast, desk


def made(
    url: str,
    owner: Person,
    customer: Customer | None = None,
    kinds: Sequence[str] = (),
    now: datetime = NOW,
) -> Webhook:
    """A webhook of this person: of one customer, or of staff."""
    return create_webhook(owner=owner, customer=customer, url=url, kinds=kinds, now=now)


def replied(cast: Cast, ticket: Ticket, text: str = "We look at it.", now: datetime = NOW) -> Entry:
    """An answer to the customer."""
    reply(actor=desk(cast.elira), now=now, ticket_id=ticket.id, words=Words(text=text))
    return ticket.entries.filter(kind="reply").latest("id")


def noted(cast: Cast, ticket: Ticket, now: datetime = NOW) -> Entry:
    """An internal note."""
    add_note(actor=desk(cast.elira), now=now, ticket_id=ticket.id, words=Words(text="Secret."))
    return ticket.entries.latest("id")


def old_news() -> None:
    """What the test needed to begin with is told to nobody."""
    News.objects.all().delete()


def pass_on(now: datetime = NOW) -> None:
    """Let the loop of the news come to rest."""
    while news.run_once(now=now):
        pass


def deliver(now: datetime = NOW) -> int:
    """One round of the loop that delivers, one attempt after the other."""
    return Deliverer(_at_once)(now=now)


def work(now: datetime = NOW) -> None:
    """Both."""
    pass_on(now)
    deliver(now)


def states() -> list[str]:
    """Of all deliveries, in the order in which they were queued."""
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def _at_once(delivery: Delivery, now: datetime) -> Future[bool]:
    ended: Future[bool] = Future()
    ended.set_result(attempt(delivery, now))
    return ended
