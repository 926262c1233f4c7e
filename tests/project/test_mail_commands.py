"""``qendra mail receive`` and ``qendra mail listen``, as a mail server uses them."""

from __future__ import annotations

import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from qendra.intake.email.limits import SIZE_LIMIT
from tests.database import another_database
from tests.project.programs import (
    COMMAND,
    free_port,
    is_one_plain_sentence,
    qendra,
    surroundings,
    wait_until,
)

NOWHERE = "postgresql://postgres@/qendra?host=%2Fnowhere"
MAIL = "From: ana@example.org\nSubject: Link down\nMessage-ID: <{key}@example.org>\n\nIt is down.\n"


@pytest.fixture
def own_database(database_url: str) -> Iterator[str]:
    with another_database(database_url, "mail") as url:
        assert qendra("migrate", "--quiet", DATABASE_URL=url).returncode == 0
        yield url


def test_receive_exits_0_once_the_mail_is_durable(own_database: str) -> None:
    done = qendra(
        "mail", "receive", text=MAIL.format(key="one"), DATABASE_URL=own_database,
        SENDER="ana@example.org", RECIPIENT="support@interspace.example",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert _kept(own_database) == 1


def test_receive_exits_75_when_the_mail_cannot_be_stored() -> None:
    done = qendra("mail", "receive", text=MAIL.format(key="two"), DATABASE_URL=NOWHERE)
    assert done.returncode == 75
    assert is_one_plain_sentence(done.stderr)


def test_receive_exits_75_when_a_setting_makes_no_sense() -> None:
    done = qendra("mail", "receive", text=MAIL.format(key="three"), QENDRA_WEB_PORT="many")
    assert done.returncode == 75
    assert is_one_plain_sentence(done.stderr)


def test_receive_exits_65_when_the_mail_is_too_large(own_database: str) -> None:
    large = MAIL.format(key="four") + "x" * SIZE_LIMIT
    done = qendra("mail", "receive", text=large, DATABASE_URL=own_database)
    assert done.returncode == 65
    assert is_one_plain_sentence(done.stderr)
    assert _kept(own_database) == 0


def test_listen_takes_mail_over_lmtp_and_smtp_and_ends_in_order(own_database: str) -> None:
    lmtp, smtp = free_port(), free_port()
    ports = ["--lmtp-port", str(lmtp), "--smtp-port", str(smtp)]
    with subprocess.Popen(
        [*COMMAND, "mail", "listen", *ports],
        stderr=subprocess.DEVNULL,
        env=surroundings(DATABASE_URL=own_database),
    ) as process:
        try:
            wait_until(lambda: _answers(smtp) and _answers(lmtp))
            _send(smtplib.SMTP("127.0.0.1", smtp), "by-smtp")
            _send(smtplib.LMTP("127.0.0.1", lmtp), "by-lmtp")
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert _kept(own_database) == 2


@pytest.mark.parametrize(
    "command",
    [["mail", "listen", "--smtp-port"], ["serve", "--port"], ["mail", "sink", "--port"]],
    ids=" ".join,
)
def test_a_port_that_is_taken_is_named(command: list[str], database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = qendra(*command, port, DATABASE_URL=database_url)
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr)
    assert port in done.stderr


def _send(session: smtplib.SMTP, key: str) -> None:
    with session:
        session.sendmail("ana@example.org", ["support@interspace.example"], MAIL.format(key=key))


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as session:
            return session.noop()[0] == 250
    except OSError:
        return False


def _kept(url: str) -> int:
    with psycopg.connect(url) as session:
        row = session.execute("SELECT count(*) FROM intake_email_rawmail").fetchone()
        assert row is not None
        return int(row[0])
