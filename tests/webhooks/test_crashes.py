"""Several deliverers, slow receivers, and deliverers that die.

Nothing is lost, and nothing is sent twice but in the one instant, and then under the same ID.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connections

from qendra.jobs import webhooks
from qendra.jobs.webhooks import Deliverer, in_threads
from qendra.webhooks.actions.delivery import Outcome, settle
from qendra.webhooks.models import Attempt, Delivery
from tests.cast import NOW, Cast, make_cast, opened
from tests.project.programs import wait_until
from tests.webhooks.hooks import deliver, made, old_news, pass_on, replied, states
from tests.webhooks.receiver import Receiver, Told

pytestmark = pytest.mark.django_db(transaction=True)

# A deliverer of its own process, on the database of this test.
DELIVERER = """
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
from tests.database import point_django_at
from tests.webhooks.receiver import LOOPBACK
url, now = sys.argv[1:]
settings.WEBHOOK_NETWORKS = LOOPBACK
point_django_at(url)
from qendra.jobs.webhooks import run_once
run_once(now=datetime.fromisoformat(now))
"""


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def queue(cast: Cast, *urls: str, count: int = 2) -> None:
    """So many answers to be told to each of these."""
    ticket = opened(cast)
    old_news()
    for url in urls:
        made(url, cast.alba, cast.northwind, kinds=["reply"])
    for number in range(count):
        replied(cast, ticket, f"Answer {number}")
    pass_on()


def test_a_kill_between_acceptance_and_commit_repeats_the_message_under_the_same_id(
    cast: Cast, receiver: Receiver, database_url: str
) -> None:
    queue(cast, receiver.url)
    deliverer = subprocess.Popen([sys.executable, "-c", DELIVERER, database_url, NOW.isoformat()])
    receiver.on_request = lambda _: deliverer.kill()
    assert deliverer.wait(60) == -signal.SIGKILL
    receiver.on_request = None
    (lost,) = receiver.ids
    assert states() == ["waiting", "waiting"]
    # Nobody else delivers to this receiver before the lease is over.
    assert deliver(NOW + timedelta(minutes=4)) == 0
    assert deliver(NOW + timedelta(minutes=6)) == 2
    assert Counter(receiver.ids)[lost] == 2
    assert len(receiver.requests) == 3
    assert states() == ["delivered", "delivered"]


def test_a_slow_receiver_holds_up_nobody_else(cast: Cast, receiver: Receiver) -> None:
    has_begun, may_answer = Event(), Event()

    def answer(_: Told) -> None:
        has_begun.set()
        assert may_answer.wait(20)

    with Receiver() as slow:
        slow.on_request = answer
        queue(cast, slow.url, receiver.url, count=5)
        loop = _in_background(Deliverer(in_threads()))
        try:
            assert has_begun.wait(20)
            wait_until(lambda: len(receiver.requests) == 5)
            assert len(slow.requests) == 1, "one at a time"
        finally:
            may_answer.set()
            loop.join()
        assert len(slow.requests) == 5
    assert states() == ["delivered"] * 10


def test_several_deliverers_send_each_message_once(cast: Cast, receiver: Receiver) -> None:
    urls = [f"{receiver.url}&n={number}" for number in range(4)]
    queue(cast, *urls, count=6)
    loops = [_in_background(Deliverer(in_threads())) for _ in range(3)]
    for loop in loops:
        loop.join()
    deliver()
    assert Counter(receiver.ids) == dict.fromkeys(receiver.ids, 1)
    assert states() == ["delivered"] * 24


def test_a_deliverer_that_slept_through_its_lease_settles_nothing(
    cast: Cast,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue(cast, receiver.url, count=1)

    def settle_too_late(*, delivery: Delivery, outcome: Outcome) -> bool:
        monkeypatch.setattr(webhooks, "settle", settle)
        deliver(NOW + timedelta(minutes=6))
        return settle(delivery=delivery, outcome=outcome)

    monkeypatch.setattr(webhooks, "settle", settle_too_late)
    deliver()
    assert len(set(receiver.ids)) == 1
    assert len(receiver.requests) == 2
    assert Attempt.objects.count() == 1
    assert "settled by another deliverer" in caplog.text


def _in_background(loop: Deliverer) -> Thread:
    def work(now: datetime = NOW) -> None:
        try:
            while loop(now=now):
                pass
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    return thread
