"""Two deliverers, and deliverers that die: nothing lost, nothing twice but the one instant."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Thread, Timer

import pytest
from django.db import connections
from pytest_django import Settings

from qendra.jobs import deliver
from qendra.jobs.deliver import run_once
from qendra.outbox.actions import mark_sent
from qendra.outbox.models import Message
from tests.outbox.letters import NOW, queued
from tests.smtp_sink import Received, SMTPSink

pytestmark = pytest.mark.django_db(transaction=True)

# A deliverer of its own process, on the database of this test.
DELIVERER = """
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
from tests.database import point_django_at
url, settings.EMAIL_HOST, port, now = sys.argv[1:]
settings.EMAIL_PORT = int(port)
point_django_at(url)
from qendra.jobs.deliver import run_once
run_once(now=datetime.fromisoformat(now))
"""


@pytest.fixture
def sink(settings: Settings) -> Iterator[SMTPSink]:
    with SMTPSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        yield sink


def deliverer_on(sink: SMTPSink, database_url: str, now: datetime) -> subprocess.Popen[bytes]:
    arguments = [database_url, sink.host, str(sink.port), now.isoformat()]
    return subprocess.Popen([sys.executable, "-c", DELIVERER, *arguments])


def kill_later(process: subprocess.Popen[bytes], seconds: float, _: Received) -> None:
    Timer(seconds, process.kill).start()


def test_two_deliverers_send_each_message_once(
    sink: SMTPSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "BATCH", 4)
    for number in range(40):
        queued(number)
    start = Barrier(3)

    def work() -> None:
        start.wait()
        try:
            while run_once(now=NOW):
                pass
        finally:
            connections.close_all()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(mail.recipients[0] for mail in sink.messages) == {
        f"ada{number}@customer.example": 1 for number in range(40)
    }
    assert set(Message.objects.values_list("state", "attempts", "repeats")) == {("sent", 1, 0)}


def test_a_kill_between_acceptance_and_commit_repeats_the_same_mail_and_counts_it(
    sink: SMTPSink, database_url: str
) -> None:
    for number in (1, 2):
        queued(number)
    deliverer = deliverer_on(sink, database_url, NOW)
    sink.on_message = lambda _: deliverer.kill()
    assert deliverer.wait(60) == -signal.SIGKILL
    sink.on_message = None

    assert [mail.recipients[0] for mail in sink.messages] == ["ada1@customer.example"]
    assert set(Message.objects.values_list("state", "attempts")) == {("sending", 1)}
    assert run_once(now=NOW + timedelta(minutes=4)) == 0
    assert run_once(now=NOW + timedelta(minutes=5)) == 2

    first, again = sink.to("ada1@customer.example")
    assert first == again
    assert len(sink.to("ada2@customer.example")) == 1
    # The second was only claimed, but nobody can know that: it counts as possible.
    assert set(Message.objects.values_list("state", "attempts", "repeats")) == {("sent", 2, 1)}


def test_kills_at_any_moment_lose_nothing_and_repeat_only_what_is_counted(
    sink: SMTPSink, database_url: str, *, is_long: bool
) -> None:
    for number in range(30):
        queued(number)
    chance = random.Random(3834)
    now = NOW
    ends: set[int] = set()
    for _ in range(60 if is_long else 6):
        deliverer = deliverer_on(sink, database_url, now)
        sink.on_message = partial(kill_later, deliverer, chance.uniform(0, 0.03))
        ends.add(deliverer.wait(60))
        now += timedelta(minutes=5)
    sink.on_message = None
    assert -signal.SIGKILL in ends
    while run_once(now=now):
        now += timedelta(minutes=5)
    for message in Message.objects.all():
        copies = sink.to(message.to_address)
        assert message.state == "sent"
        assert 1 <= len(copies) <= 1 + message.repeats
        assert len(set(copies)) == 1


def test_a_stop_gives_back_what_was_not_tried(
    sink: SMTPSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        queued(number)

    def stop(**_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(deliver, "mark_sent", stop)
    with pytest.raises(KeyboardInterrupt):
        run_once(now=NOW)
    monkeypatch.undo()
    assert list(Message.objects.order_by("id").values_list("state", "attempts")) == [
        ("sending", 1),
        ("queued", 0),
        ("queued", 0),
    ]
    assert run_once(now=NOW + timedelta(seconds=1)) == 2


def test_a_deliverer_that_slept_through_its_lease_settles_nothing(
    sink: SMTPSink, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = queued()

    def mark_sent_too_late(*, message: Message, now: datetime) -> bool:
        monkeypatch.setattr(deliver, "mark_sent", mark_sent)
        run_once(now=NOW + timedelta(minutes=5))
        return mark_sent(message=message, now=now)

    monkeypatch.setattr(deliver, "mark_sent", mark_sent_too_late)
    run_once(now=NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.repeats) == ("sent", 2, 1)
    first, again = sink.messages
    assert first == again
    assert "settled by another deliverer" in caplog.text
