"""The loop that delivers to webhooks: claims what is due, sends it, notes what was answered.

A delivery is claimed and committed before it is tried, tried outside any transaction, and its
result is committed alone. Between the receiver's acceptance and that commit lies the one instant
in which a crash repeats a message: under the same ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import monotonic

from django.db import connections

from qendra.api.webhook_body import body_about, body_of_test
from qendra.webhooks.access import entry_to_tell
from qendra.webhooks.actions.delivery import (
    Outcome,
    claim_due,
    forget_old,
    postpone,
    settle,
    withhold,
)
from qendra.webhooks.keys import good_secrets
from qendra.webhooks.models import Delivery
from qendra.webhooks.retries import wished_delay
from qendra.webhooks.signing import signed_headers
from qendra.webhooks.transport import Answer, Unanswered, post

logger = logging.getLogger(__name__)

# So many receivers at once; one that is slow takes one place and no more.
PLACES = 8
# How long one round goes on while there is work, and how soon it looks for more meanwhile.
LONGEST_ROUND = timedelta(seconds=20)
LOOK_EVERY = 0.2
FORGOTTEN_AT_ONCE = 500


# Begins one attempt at this moment; the future tells whether it was ours to the end.
Begin = Callable[[Delivery, datetime], Future[bool]]


def in_threads() -> Begin:
    """Attempts side by side, each in a thread with a database connection of its own."""
    pool = ThreadPoolExecutor(PLACES, "webhook")
    return lambda delivery, now: pool.submit(_attempt_in_thread, delivery, now)


class Deliverer:
    """The loop. What a slow receiver has not answered when a round ends goes on in the next."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._running: set[Future[bool]] = set()

    def __call__(self, *, now: datetime) -> int:
        """Deliver what is due; how many attempts ended, and how many old rows were deleted."""
        began = monotonic()
        done = forget_old(now=now, limit=FORGOTTEN_AT_ONCE)
        while (elapsed := timedelta(seconds=monotonic() - began)) < LONGEST_ROUND:
            self._fill_places(now + elapsed)
            if not self._running:
                break
            done += self._ended()
        return done

    def _fill_places(self, now: datetime) -> None:
        places = PLACES - len(self._running)
        if places:
            for delivery in claim_due(now=now, limit=places):
                self._running.add(self._begin(delivery, now))

    def _ended(self) -> int:
        """Wait a moment for attempts to end. Raises what went wrong in one of them."""
        ended, self._running = wait(self._running, LOOK_EVERY, FIRST_COMPLETED)
        for each in ended:
            each.result()
        return len(ended)


def _attempt_in_thread(delivery: Delivery, now: datetime) -> bool:
    try:
        return attempt(delivery, now)
    finally:
        connections.close_all()


def attempt(delivery: Delivery, now: datetime) -> bool:
    """Try a claimed delivery once; whether it was ours to the end."""
    is_settled = _tried(delivery, now)
    if not is_settled:
        logger.warning("Delivery %s was settled by another deliverer.", delivery.id)
    return is_settled


def _tried(delivery: Delivery, now: datetime) -> bool:
    began = monotonic()
    try:
        body = _body(delivery)
    except Exception as error:
        logger.exception("Delivery %s cannot be written out.", delivery.id)
        said = f"The entry cannot be written out ({type(error).__name__})."
        return postpone(delivery=delivery, outcome=Outcome(now, timedelta(), error=said))
    if body is None:
        return withhold(delivery=delivery, now=now)
    answer = _sent(delivery, body, now)
    took = timedelta(seconds=monotonic() - began)
    return settle(delivery=delivery, outcome=_outcome(answer, now + took, took))


def _body(delivery: Delivery) -> bytes | None:
    """What the owner may read of it at this moment; None when that is nothing any more."""
    if delivery.entry_id is None:
        return body_of_test(delivery.created_at)
    entry = entry_to_tell(delivery.webhook, delivery.entry_id)
    if entry is None:
        return None
    return body_about(entry, for_staff=delivery.webhook.customer_id is None)


def _sent(delivery: Delivery, body: bytes, now: datetime) -> Answer | Unanswered:
    webhook = delivery.webhook
    headers = signed_headers(
        message_id=delivery.message_id, now=now, body=body, secrets=good_secrets(webhook, now)
    )
    try:
        return post(webhook.url, headers, body)
    except Unanswered as error:
        return error


def _outcome(answer: Answer | Unanswered, at: datetime, took: timedelta) -> Outcome:
    if isinstance(answer, Unanswered):
        return Outcome(at, took, error=str(answer))
    is_redirect = 300 <= answer.status < 400
    return Outcome(
        at,
        took,
        status=answer.status,
        error="Redirects are not followed." if is_redirect else "",
        answer=answer.words,
        wish=wished_delay(answer.retry_after, at=at),
    )


run_once = Deliverer(in_threads())
