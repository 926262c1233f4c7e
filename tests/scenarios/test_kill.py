"""Real programs, really killed: nothing that was accepted is lost, and nothing happens twice.

The one repetition that the architecture allows: a message that left again because nobody could
know whether it had been accepted, with the same Message-ID, and counted on its row.
"""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Event

import pytest
from pytest_django import DjangoDbBlocker

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.models import Step
from qendra.intake.email.models import RawMail
from qendra.outbox.models import Message
from qendra.outbox.retries import PATIENCE
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.addresses import reply_address
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import CONFIRM_WITHIN, State
from tests.cast import Cast, desk, make_cast, opened
from tests.scenarios.installation import Installation, installation
from tests.scenarios.storm import MANY_ROUNDS, ROUNDS, Storm
from tests.smtp_sink import SMTPSink

HOUR = timedelta(hours=1)
MAILS, CLIMBING, CLOSING = 40, 12, 6


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
    mails = _prepare(MAILS * rounds // ROUNDS)
    jobs = [
        lambda: storm.kill_listeners(rounds),
        lambda: storm.kill_workers(rounds, "first"),
        lambda: storm.kill_workers(rounds, "second"),
    ]
    storm.blow(mails, jobs)
    assert storm.kills == 3 * rounds
    assert Message.objects.filter(state="sent").exists(), "no worker lived long enough"
    _check_everything(storm, mails, as_of=_finish(place))


def test_killing_the_database_loses_nothing_and_does_nothing_twice(
    place: Installation, sink: SMTPSink, *, is_long: bool
) -> None:
    rounds = MANY_ROUNDS // 2 if is_long else ROUNDS // 2
    storm = Storm(place, sink, seed=2033)
    mails = _prepare(MAILS // 2 * rounds // (ROUNDS // 2))
    storm.start_listener()
    worker = place.start("worker")
    storm.blow(mails, [lambda: storm.kill_postgres(rounds)])
    assert worker.poll() is None
    worker.terminate()
    assert worker.wait(60) == 0
    _check_everything(storm, mails, as_of=_finish(place))


def test_a_killed_mail_receive_has_kept_the_mail_or_failed(
    place: Installation, *, is_long: bool
) -> None:
    make_cast()
    chance, never = random.Random(75), Event()
    began = datetime.now(UTC)
    assert place.start("mail", "receive", text=_mail("first")).wait(60) == 0
    usual = (datetime.now(UTC) - began).total_seconds()
    ends = set()
    for number in range(MANY_ROUNDS if is_long else ROUNDS):
        name = f"pipe-{number}"
        process = place.start("mail", "receive", text=_mail(name))
        never.wait(chance.uniform(0.6, 1.1) * usual)
        process.kill()
        ends.add(process.wait())
        kept = RawMail.objects.filter(message_id__contains=name).count()
        assert kept <= 1
        assert process.returncode != 0 or kept == 1
        again: subprocess.Popen[bytes] = place.start("mail", "receive", text=_mail(name))
        assert again.wait(60) == 0
        assert RawMail.objects.filter(message_id__contains=name).count() == 1
    assert ends <= {0, -9}


def _prepare(mails: int) -> dict[str, bytes]:
    """Tickets that reach their levels and their ends during the storm, and the mails to come."""
    cast = make_cast()
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    now = datetime.now(UTC)
    install_default_matrix(now=now)
    for number in range(CLIMBING):
        # Some are due already, up to three levels at once; some fall due while it blows.
        age = HOUR * (number % 4) + HOUR - timedelta(seconds=5 * number)
        opened(cast, now=now - age, key=f"climbing:{number}")
    for number in range(CLOSING):
        _resolved(cast, now - CONFIRM_WITHIN + timedelta(seconds=4 * number), number)
    # Some were queued three days ago, and a storm has more attempts than patience would allow.
    Message.objects.update(give_up_after=now + PATIENCE)
    ours = Ticket.objects.get(intake_key="climbing:0")
    reply_to = reply_address(ours, cast.provider)
    names = [f"storm-{number}" for number in range(mails)]
    # Every third is an answer to a ticket that is there, the others open one.
    return {
        name: _mail(name, to=reply_to if number % 3 == 0 else "")
        for number, name in enumerate(names)
    }


def _resolved(cast: Cast, when: datetime, number: int) -> None:
    ticket = opened(cast, now=when - timedelta(minutes=10), key=f"closing:{number}")
    move_ticket(actor=desk(cast.elira), now=when, ticket_id=ticket.id, to=State.RESOLVED)


def _mail(name: str, *, to: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Alba <alba@customer.example>"
    mail["To"] = to or "support@interspace.example"
    mail["Subject"] = f"Report {name}"
    mail["Message-ID"] = f"<{name}@customer.example>"
    mail["Date"] = "Wed, 11 Mar 2026 10:00:00 +0100"
    mail.set_content(f"Service ID: IPT-10001\n\nThe link is down, this is {name}.\n")
    return bytes(mail)


def _finish(place: Installation) -> datetime:
    """Let everything end that is due, with time enough for every lease to run out; as of when."""
    at = datetime.now(UTC) + timedelta(minutes=30)
    place.run("sweep", "--at", at.isoformat())
    return at


def _check_everything(storm: Storm, mails: dict[str, bytes], as_of: datetime) -> None:
    assert storm.kept == set(mails)
    _check_mails(mails)
    _check_steps(as_of)
    _check_closings()
    _check_outbox(storm.sink)
    assert {ticket.number: differences(ticket) for ticket in Ticket.objects.all()} == {
        ticket.number: {} for ticket in Ticket.objects.all()
    }


def _check_mails(mails: dict[str, bytes]) -> None:
    """Every mail that was answered with 250 is on exactly one ticket, exactly once."""
    landed = Counter(
        str(entry.data["message_id"]).strip("<>").partition("@")[0]
        for entry in Entry.objects.filter(kind__in=["opened", "message"])
        if entry.data.get("message_id")
    )
    assert landed == dict.fromkeys(mails, 1)
    assert RawMail.objects.count() == len(mails)
    assert set(RawMail.objects.values_list("state", flat=True)) == {"ticket"}


def _check_steps(as_of: datetime) -> None:
    """Every level that a ticket's age has reached was taken once, and told once."""
    expected = Counter[tuple[str, int]]()
    for ticket in Ticket.objects.filter(intake_key__startswith="climbing"):
        reached = int((as_of - ticket.opened_at) / HOUR)
        expected.update((ticket.number, level + 1) for level in range(reached))
    taken = Counter(Step.objects.values_list("run__ticket__number", "level"))
    assert taken == expected
    assert expected.total() > CLIMBING
    assert Entry.objects.filter(kind="escalation_stepped").count() == expected.total()
    assert Message.objects.filter(purpose="escalation_step").count() == expected.total()


def _check_closings() -> None:
    closing = Ticket.objects.filter(intake_key__startswith="closing")
    assert set(closing.values_list("state", flat=True)) == {"closed"}
    ends = Entry.objects.filter(ticket__in=closing, kind="state", data__after="closed")
    assert sorted(ends.values_list("ticket", flat=True)) == sorted(
        closing.values_list("id", flat=True)
    )


def _check_outbox(sink: SMTPSink) -> None:
    """Each left, as the same mail each time, and again only where that was counted."""
    copies: dict[str, list[bytes]] = {}
    for received in sink.messages:
        copies.setdefault(str(received.mail["Message-ID"]).strip("<>"), []).append(received.content)
    messages = {message.message_id: message for message in Message.objects.all()}
    assert set(messages) == set(copies)
    unsent = {key: each.last_error for key, each in messages.items() if each.state != "sent"}
    assert unsent == {}
    for message_id, message in messages.items():
        assert len(copies[message_id]) - 1 <= message.repeats, message.key
        assert len(set(copies[message_id])) == 1, message.key
    acknowledged = Message.objects.filter(key__endswith=":acknowledgement").count()
    assert acknowledged == Ticket.objects.count()
