"""Real programs, really killed: nothing that was accepted is lost, and nothing happens twice.

The one repetition that the architecture allows: a message that left again because nobody could
know whether it had been accepted, with the same Message-ID, and counted on its row.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from pytest_django import DjangoDbBlocker

from qendra.intake.email.models import RawMail
from qendra.outbox.models import Message
from tests.cast import make_cast
from tests.scenarios.installation import Installation, installation
from tests.scenarios.once import check_everything, finish, mail, prepare
from tests.scenarios.storm import MANY_ROUNDS, ROUNDS, Storm
from tests.smtp_sink import SMTPSink

MAILS = 40


@pytest.fixture
def sink() -> Iterator[SMTPSink]:
    with SMTPSink() as sink:
        yield sink


@pytest.fixture
def place(
    database_url: str, django_db_blocker: DjangoDbBlocker, sink: SMTPSink
) -> Iterator[Installation]:
    smtp = {"QENDRA_SMTP_HOST": sink.host, "QENDRA_SMTP_PORT": str(sink.port)}
    with django_db_blocker.unblock(), installation(database_url, **smtp) as place:
        yield place


def test_killing_listeners_and_workers_loses_nothing_and_does_nothing_twice(
    place: Installation, sink: SMTPSink, *, is_long: bool
) -> None:
    rounds = MANY_ROUNDS if is_long else ROUNDS
    storm = Storm(place, sink, seed=5321)
    mails = prepare(MAILS * rounds // ROUNDS)
    jobs = [
        lambda: storm.kill_listeners(rounds),
        lambda: storm.kill_workers(rounds, "first"),
        lambda: storm.kill_workers(rounds, "second"),
    ]
    storm.blow(mails, jobs)
    assert storm.kills == 3 * rounds
    assert Message.objects.filter(state="sent").exists(), "no worker lived long enough"
    check_everything(storm, mails, as_of=finish(place))


def test_killing_the_database_loses_nothing_and_does_nothing_twice(
    place: Installation, sink: SMTPSink, *, is_long: bool
) -> None:
    rounds = MANY_ROUNDS // 2 if is_long else ROUNDS // 2
    storm = Storm(place, sink, seed=2033)
    mails = prepare(MAILS // 2 * rounds // (ROUNDS // 2))
    storm.start_listener()
    worker = place.start("worker")
    storm.blow(mails, [lambda: storm.kill_postgres(rounds)])
    assert worker.poll() is None
    worker.terminate()
    assert worker.wait(60) == 0
    check_everything(storm, mails, as_of=finish(place))


def test_a_killed_mail_receive_has_kept_the_mail_or_failed(
    place: Installation, *, is_long: bool
) -> None:
    make_cast()
    chance, never = random.Random(75), Event()
    began = datetime.now(UTC)
    assert place.start("mail", "receive", text=mail("first")).wait(60) == 0
    usual = (datetime.now(UTC) - began).total_seconds()
    ends = set()
    for number in range(MANY_ROUNDS if is_long else ROUNDS):
        name = f"pipe-{number}"
        process = place.start("mail", "receive", text=mail(name))
        never.wait(chance.uniform(0.6, 1.1) * usual)
        process.kill()
        ends.add(process.wait())
        kept = RawMail.objects.filter(message_id__contains=name).count()
        assert kept <= 1
        assert process.returncode != 0 or kept == 1
        again: subprocess.Popen[bytes] = place.start("mail", "receive", text=mail(name))
        assert again.wait(60) == 0
        assert RawMail.objects.filter(message_id__contains=name).count() == 1
    assert ends <= {0, -9}
