"""Real sockets: 250 only for what is durable, and an answer for everything else."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError

from qendra.intake.email import listener as module
from qendra.intake.email.limits import SIZE_LIMIT
from qendra.intake.email.listener import Listener
from qendra.intake.email.models import RawMail, Way
from tests.intake.email.letters import SUPPORT, letter
from tests.project.programs import wait_until

ANN = "ann@customer.example"
HERE = "127.0.0.1"
# No pytest mark reaches a helper: the threads of the listener commit for themselves.
pytestmark = pytest.mark.django_db(transaction=True)


class Running:
    """A listener in a thread of its own."""

    def __init__(self) -> None:
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self.ports: dict[str, int] = {}
        self._thread = Thread(target=lambda: asyncio.run(self._run()))

    def start(self) -> None:
        self._thread.start()
        self._loop, self._stop = self._ready.result(timeout=10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()

    async def _run(self) -> None:
        stop = asyncio.Event()
        async with Listener(HERE, 0, 0) as listener:
            self.listener = listener
            self.ports = listener.ports
            self._ready.set_result((asyncio.get_running_loop(), stop))
            await stop.wait()


@pytest.fixture
def running(transactional_db: None) -> Iterator[Running]:
    server = Running()
    server.start()
    yield server
    server.stop()


def over_smtp(running: Running) -> smtplib.SMTP:
    return smtplib.SMTP(HERE, running.ports["smtp"], timeout=30)


def over_lmtp(running: Running) -> smtplib.LMTP:
    return smtplib.LMTP(HERE, running.ports["lmtp"])


def test_it_keeps_a_mail_over_smtp(running: Running) -> None:
    raw = letter(ANN)
    with over_smtp(running) as client:
        client.sendmail("bounce@customer.example", [SUPPORT], raw)
        # When the client knows, the row is there for everybody.
        row = RawMail.objects.get()
    assert bytes(row.raw) == raw
    assert (row.way, row.envelope_from) == (Way.SMTP, "bounce@customer.example")
    assert row.envelope_to == [SUPPORT]


def test_it_knows_the_null_sender(running: Running) -> None:
    with over_smtp(running) as client:
        client.sendmail("", [SUPPORT], letter(ANN))
    assert RawMail.objects.get().envelope_from == ""


def test_over_lmtp_each_recipient_gets_an_answer(running: Running) -> None:
    with socket.create_connection((HERE, running.ports["lmtp"]), timeout=10) as connection:
        answers = connection.makefile("rb")
        answers.readline()
        for command in (b"LHLO x", b"MAIL FROM:<a@b.c>", b"RCPT TO:<x@y.z>", b"RCPT TO:<v@y.z>"):
            connection.sendall(command + b"\r\n")
            while answers.readline()[3:4] == b"-":
                pass
        connection.sendall(b"DATA\r\n")
        assert answers.readline().startswith(b"354")
        connection.sendall(letter(ANN) + b".\r\nNOOP\r\n")
        lines = [answers.readline() for _ in range(3)]
    assert [line[:9] for line in lines] == [b"250 2.0.0", b"250 2.0.0", b"250 OK\r\n"]
    assert RawMail.objects.get().way == Way.LMTP


def test_a_declared_size_above_the_limit_is_refused_at_once(running: Running) -> None:
    with over_smtp(running) as client:
        client.ehlo()
        assert client.docmd("MAIL", f"FROM:<{ANN}> SIZE={SIZE_LIMIT + 1}")[0] == 552


def test_a_mail_of_60_megabytes_is_refused_and_the_session_goes_on(running: Running) -> None:
    with over_smtp(running) as client:
        client.ehlo()
        client.docmd("MAIL", f"FROM:<{ANN}>")
        client.docmd("RCPT", f"TO:<{SUPPORT}>")
        assert client.data(b"x" * 900 + b"\r\n" + (b"y" * 998 + b"\r\n") * 60_000)[0] == 552
        assert RawMail.objects.count() == 0
        client.sendmail(ANN, [SUPPORT], letter(ANN))
    assert RawMail.objects.count() == 1


def test_long_lines_are_no_reason_to_lose_a_mail(running: Running) -> None:
    raw = letter(ANN, "x" * 300_000)
    with over_smtp(running) as client:
        client.sendmail(ANN, [SUPPORT], raw)
    assert bytes(RawMail.objects.get().raw) == raw


def test_while_the_database_is_away_the_sender_keeps_the_mail(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("the server is gone")

    with over_smtp(running) as client:
        with monkeypatch.context() as patch:
            patch.setattr(module, "store_mail", away)
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                client.sendmail(ANN, [SUPPORT], letter(ANN))
        assert refusal.value.smtp_code == 451
        client.sendmail(ANN, [SUPPORT], letter(ANN))
    assert RawMail.objects.count() == 1


def test_a_client_that_hangs_up_before_the_end_leaves_nothing(running: Running) -> None:
    with socket.create_connection((HERE, running.ports["smtp"]), timeout=10) as connection:
        connection.sendall(
            b"HELO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@y.z>\r\nDATA\r\nFrom: a@b.c\r\n\r\nhalf a"
        )
    wait_until(lambda: running.listener.sessions == 0)
    assert RawMail.objects.count() == 0


def test_a_connection_too_many_is_told_to_come_back(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SESSIONS", 1)
    with over_smtp(running) as client:
        with pytest.raises(smtplib.SMTPConnectError) as refusal:
            over_smtp(running)
        assert refusal.value.smtp_code == 421
        client.sendmail(ANN, [SUPPORT], letter(ANN))
    wait_until(lambda: running.listener.sessions == 0)
    with over_smtp(running) as client:
        client.noop()


def test_too_many_recipients_are_put_off_and_the_mail_is_kept(running: Running) -> None:
    with over_smtp(running) as client:
        refused = client.sendmail(ANN, [f"r{n}@y.z" for n in range(101)], letter(ANN))
    assert [code for code, _ in refused.values()] == [452]
    assert RawMail.objects.count() == 1


def test_the_same_mail_at_the_same_moment_by_two_receivers_is_one(running: Running) -> None:
    raw = letter(ANN)
    doors: list[Callable[[Running], Any]] = [over_smtp, over_lmtp] * 4

    def deliver(door: Callable[[Running], Any]) -> None:
        with door(running) as client:
            client.sendmail(ANN, [SUPPORT], b"Received: by x\r\n" + raw)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(deliver, doors))
    assert RawMail.objects.count() == 1


def test_addresses_in_other_scripts_are_taken(running: Running) -> None:
    with over_smtp(running) as client:
        client.sendmail("ëndrra@customer.example", [SUPPORT], letter(ANN), ["SMTPUTF8"])
    assert RawMail.objects.get().envelope_from == "ëndrra@customer.example"
