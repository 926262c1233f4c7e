"""The loop that pages by other ways than mail: claims what is due, sends it, notes the answer.

A page is claimed and committed before it is tried, tried outside any transaction, and its result
is committed alone. Between the other side's acceptance and that commit lies the one instant in
which a crash repeats a page: under the same ID, and counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connections
from django.urls import reverse

from qendra.paging.actions.delivery import Outcome, claim_due, forget_old, settle
from qendra.paging.carrying import request_of, verdict_of
from qendra.paging.keys import (
    address_of,
    call_key,
    incoming_key,
    pin_of,
    settings_of,
    signing_key,
)
from qendra.paging.kinds import CALLS, Kind
from qendra.paging.messages import Message, Request, Values, Verdict, Words
from qendra.paging.models import Page, Purpose
from qendra.webhooks.retries import wished_delay
from qendra.webhooks.signing import as_secret, signed_headers
from qendra.webhooks.transport import Answer, Sent, Unanswered, send

logger = logging.getLogger(__name__)

# So many at once; a gateway that is slow takes one place for each page and no more.
PLACES = 8
LONGEST_ROUND = timedelta(seconds=20)
LOOK_EVERY = 0.2
FORGOTTEN_AT_ONCE = 500
# Of an answer so much is read: what a gateway calls the message may stand far down.
READ = 16 * 2**10

# Begins one attempt at this moment; the future tells whether it was ours to the end.
Begin = Callable[[Page, datetime], Future[bool]]


def in_threads() -> Begin:
    """Attempts side by side, each in a thread with a database connection of its own."""
    pool = ThreadPoolExecutor(PLACES, "page")
    return lambda page, now: pool.submit(_attempt_in_thread, page, now)


class Pager:
    """The loop. What has not been answered when a round ends goes on in the next."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._running: set[Future[bool]] = set()

    def __call__(self, *, now: datetime) -> int:
        """Send what is due; how many attempts ended, and how many old rows were deleted."""
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
            for page in claim_due(now=now, limit=places):
                self._running.add(self._begin(page, now))

    def _ended(self) -> int:
        """Wait a moment for attempts to end. Raises what went wrong in one of them."""
        ended, self._running = wait(self._running, LOOK_EVERY, FIRST_COMPLETED)
        for each in ended:
            each.result()
        return len(ended)


def _attempt_in_thread(page: Page, now: datetime) -> bool:
    try:
        return attempt(page, now)
    finally:
        connections.close_all()


def attempt(page: Page, now: datetime) -> bool:
    """Try a claimed page once; whether it was ours to the end."""
    began = monotonic()
    answer, verdict = _tried(page, now)
    took = timedelta(seconds=monotonic() - began)
    outcome = Outcome(at=now + took, took=took, verdict=verdict)
    if answer is not None:
        outcome = Outcome(
            at=now + took,
            took=took,
            verdict=verdict,
            status=answer.status,
            answer=answer.words,
            wish=wished_delay(answer.retry_after, at=now + took),
        )
    is_settled = settle(page=page, outcome=outcome)
    if not is_settled:
        logger.warning("Page %s was settled by another worker.", page.id)
    return is_settled


def _tried(page: Page, now: datetime) -> tuple[Answer | None, Verdict]:
    kind, values = Kind(page.transport.kind), settings_of(page.transport)
    try:
        request = _request(page, kind, values, now)
    except Exception as error:
        logger.exception("Page %s cannot be written out.", page.id)
        said = f"It cannot be written out ({type(error).__name__})."
        return None, Verdict(is_taken=False, error=said)
    try:
        answer = send(request.url, Sent(request.headers, request.body, request.method, READ))
    except Unanswered as error:
        return None, Verdict(is_taken=False, error=str(error))
    return answer, verdict_of(kind, values, (answer.status, answer.words), now)


def _request(page: Page, kind: Kind, values: Values, now: datetime) -> Request:
    address = address_of(kind, page.address)
    message_id = f"page_{page.id}"
    message = Message(
        id=message_id,
        to=address,
        words=Words(**page.words),
        answer_url=answer_url(page) if kind in CALLS and page.purpose == Purpose.STEP else "",
        digits=len(pin_of(page.way)) + 1,
    )
    request = request_of(kind, message, values, now)
    if kind is not Kind.WEBHOOK:
        return request
    secret = as_secret(signing_key(page.transport, address))
    signature = signed_headers(message_id=message_id, now=now, body=request.body, secrets=[secret])
    return Request(url=request.url, body=request.body, headers={**request.headers, **signature})


def answer_url(page: Page) -> str:
    """Where the gateway posts the keys that are pressed in the call of a page."""
    path = reverse("gateway:keypad", args=[incoming_key(page.transport), call_key(page)])
    return f"{settings.BASE_URL}{path}"


run_once = Pager(in_threads())
