"""The deliverer against a real SMTP server: what arrives, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from qendra.files.actions import keep_file
from qendra.files.storage import path_of
from qendra.jobs import deliver
from qendra.jobs.deliver import run_once
from qendra.outbox.actions import OutgoingFile
from qendra.outbox.compose import compose as compose_really
from qendra.outbox.models import Message
from tests.outbox.letters import NOW, queued
from tests.smtp_sink import SMTPSink

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Settings) -> Iterator[SMTPSink]:
    with SMTPSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        yield sink


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def test_a_batch_leaves_in_order_through_one_connection(sink: SMTPSink) -> None:
    for number in range(1, 6):
        queued(number, subject=f"Number {number}")
    assert run_once(now=NOW) == 5
    assert [mail.mail["Subject"] for mail in sink.messages] == [f"Number {n}" for n in range(1, 6)]
    assert sink.connections == 1
    assert states() == ["sent"] * 5
    assert run_once(now=NOW + timedelta(days=9)) == 0
    assert sink.connections == 1


def test_a_message_costs_two_queries_besides_the_batch(
    sink: SMTPSink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 11):
        queued(number)
    # The claim (with the savepoint of the test), the files, and for each its words and its result.
    with django_assert_num_queries(4 + 2 * 10):
        run_once(now=NOW)


def test_the_envelope_of_the_machine_is_empty_and_a_persons_is_ours(sink: SMTPSink) -> None:
    queued(1, is_automatic=True)
    queued(2, is_automatic=False, written=".\n..dots\n")
    run_once(now=NOW)
    assert [(m.envelope_from, m.recipients) for m in sink.messages] == [
        ("", ("ada1@customer.example",)),
        ("support@interspace.example", ("ada2@customer.example",)),
    ]
    assert sink.messages[1].content.endswith(b"\r\n\r\n.\r\n..dots\r\n")


def test_an_address_in_any_alphabet_goes_by_smtputf8(sink: SMTPSink) -> None:
    queued(to_address="π@customer.example")
    run_once(now=NOW)
    (received,) = sink.to("π@customer.example")
    assert "<π@customer.example>".encode() in received.content


def test_without_smtputf8_it_is_a_dead_letter_with_the_reason(settings: Settings) -> None:
    message = queued(to_address="π@customer.example")
    with SMTPSink(has_smtputf8=False) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
        run_once(now=NOW)
        assert sink.messages == []
    message.refresh_from_db()
    assert (message.state, "SMTPUTF8" in message.last_error) == ("dead", True)


def test_each_answer_has_its_consequence_and_blocks_nobody(sink: SMTPSink) -> None:
    sink.refuse = {
        "ada1@customer.example": "450 Greylisted",
        "ada2@customer.example": "550 No such user",
    }
    sink.answers = ["452 Full", "554 Spam"]
    for number in range(1, 6):
        queued(number)
    queued(6, to_address="nobody")
    queued(7)
    assert run_once(now=NOW) == 7
    rows = list(Message.objects.order_by("id"))
    assert [(row.state, row.last_error) for row in rows] == [
        ("queued", "450 Greylisted"),
        ("dead", "550 No such user"),
        ("queued", "452 Full"),
        ("dead", "554 Spam"),
        ("sent", ""),
        ("dead", "'nobody' is not a mail address."),
        ("sent", ""),
    ]
    assert [m.recipients[0] for m in sink.messages] == [rows[4].to_address, rows[6].to_address]
    assert sink.connections == 1


def test_a_failed_one_is_tried_again_after_its_back_off(sink: SMTPSink) -> None:
    sink.answers = ["451 Later"]
    queued()
    now = NOW
    assert run_once(now=now) == 1
    assert run_once(now=now + timedelta(seconds=25)) == 0
    assert run_once(now=now + timedelta(seconds=60)) == 1
    message = Message.objects.get()
    assert (message.state, message.attempts, message.repeats) == ("sent", 2, 0)


def test_a_lost_connection_costs_the_rest_no_attempt(sink: SMTPSink) -> None:
    for number in range(1, 4):
        queued(number)
    sink.drop_after_data = True
    assert run_once(now=NOW) == 1
    rows = list(Message.objects.order_by("id"))
    assert [(row.state, row.attempts, row.repeats) for row in rows] == [
        ("queued", 1, 1),
        ("queued", 0, 0),
        ("queued", 0, 0),
    ]
    assert "broke" in rows[2].last_error
    sink.drop_after_data = False
    assert run_once(now=NOW + timedelta(minutes=2)) == 3
    first, again = sink.to("ada1@customer.example")
    assert first.content == again.content
    assert len(sink.messages) == 4


def test_a_server_that_closes_gets_nothing_more(sink: SMTPSink) -> None:
    sink.refuse = {"ada1@customer.example": "421 Going down"}
    for number in (1, 2):
        queued(number)
    assert run_once(now=NOW) == 1
    assert [row.attempts for row in Message.objects.order_by("id")] == [1, 0]


def test_a_server_with_a_limit_for_each_connection_costs_no_attempt(sink: SMTPSink) -> None:
    for number in range(1, 6):
        queued(number)
    sink.messages_per_connection = 2
    tried = [run_once(now=NOW + timedelta(seconds=second)) for second in range(4)]
    assert tried == [2, 2, 1, 0]
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert sink.connections == 3


def test_a_verdict_counts_although_the_server_hangs_up_after_it(sink: SMTPSink) -> None:
    sink.answers = ["554 Spam"]
    sink.messages_per_connection = 1
    queued()
    assert run_once(now=NOW) == 1
    message = Message.objects.get()
    assert (message.state, message.last_error, message.repeats) == ("dead", "554 Spam", 0)


def test_a_server_that_is_away_costs_one_message_one_attempt(settings: Settings) -> None:
    with SMTPSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    for number in range(1, 4):
        queued(number)
    assert run_once(now=NOW) == 1
    rows = list(Message.objects.order_by("id"))
    assert [row.attempts for row in rows] == [1, 0, 0]
    assert all("No connection" in row.last_error for row in rows)
    assert run_once(now=NOW) == 0


def test_a_server_that_does_not_let_us_in_is_nobodys_fault(
    sink: SMTPSink, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER = "qendra"
    message = queued()
    run_once(now=NOW)
    message.refresh_from_db()
    assert (message.state, "let us in" in message.last_error) == ("queued", True)


def test_without_a_server_in_the_settings_everything_waits(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    queued()
    assert run_once(now=NOW) == 0
    assert states() == ["queued"]


def test_a_lost_file_and_a_broken_row_hold_up_nobody(
    sink: SMTPSink, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    stored = keep_file(content=b"log", now=NOW)
    path_of(stored.sha256).unlink()
    queued(1, files=[OutgoingFile(stored, "trace.log", "text/plain")])
    broken = queued(2)
    queued(3)

    def compose(message: Message) -> EmailMessage:
        if message.pk == broken.pk:
            raise ZeroDivisionError
        return compose_really(message)

    monkeypatch.setattr(deliver, "compose", compose)
    assert run_once(now=NOW) == 3
    assert [(row.state, row.last_error) for row in Message.objects.order_by("id")] == [
        ("queued", "An attached file is missing from the data folder."),
        ("queued", "The message cannot be composed (ZeroDivisionError)."),
        ("sent", ""),
    ]


def test_a_slow_batch_ends_before_its_lease(
    sink: SMTPSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        queued(number)
    seconds = iter([0, 0, 80, 80, 100])
    monkeypatch.setattr(deliver, "monotonic", lambda: next(seconds, 100))
    tried = run_once(now=NOW)
    assert 0 < tried < 3
    assert states() == ["sent"] * tried + ["queued"] * (3 - tried)
    assert {row.attempts for row in Message.objects.filter(state="queued")} == {0}
