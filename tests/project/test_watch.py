"""The watch sees what is dead, tells it by ways of its own, and needs no worker for it."""

from __future__ import annotations

import json
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.db import connection, transaction

from qendra.escalation.models import Run
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import Way
from qendra.jobs import escalate
from qendra.jobs.actions import record_beat
from qendra.jobs.worker import LOOPS
from qendra.outbox.models import Message
from qendra.project import probes
from qendra.project.cli.sentences import Failure
from qendra.project.environment import BadSetting
from qendra.project.watch import looking, memory, running
from qendra.project.watch.looking import look, within
from qendra.project.watch.options import Options, read_options
from qendra.project.watch.rules import DATABASE, WEB, Alarm, Known
from qendra.project.watch.telling import tell
from tests.architecture.source import REPOSITORY
from tests.cast import NOW, Cast, opened
from tests.intake.email.letters import letter
from tests.project.programs import free_port, is_one_plain_sentence, qendra
from tests.smtp_sink import SMTPSink

Patch = pytest.MonkeyPatch
ALARM = Alarm((Known("The loop mail stands still.", NOW), Known("A mail waits.", NOW)))
NOWHERE = "postgresql://postgres@/qendra?host=%2Fnowhere"


@pytest.fixture
def pages(monkeypatch: Patch) -> Iterator[None]:
    """Pages that are ready, until told otherwise."""
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr("django.conf.settings.BASE_URL", address)
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def well(db: None, pages: None) -> None:
    """A worker that lives."""
    for name in LOOPS:
        record_beat(name=name, now=NOW)


@pytest.mark.usefixtures("well")
def test_where_all_is_well_nothing_is_seen() -> None:
    assert look(NOW + timedelta(minutes=2)) == {}


@pytest.mark.usefixtures("well")
def test_a_worker_that_stands_still_for_two_minutes_is_seen_loop_by_loop() -> None:
    seen = look(NOW + timedelta(minutes=2, seconds=1))
    assert set(seen) == {f"loop {name}" for name in LOOPS}
    assert seen["loop mail"] == "The loop mail of the worker has stood still for 2 min."


@pytest.mark.usefixtures("pages", "db")
def test_a_worker_that_never_ran_is_seen() -> None:
    assert set(look(NOW)) == {f"loop {name}" for name in LOOPS}


@pytest.mark.usefixtures("pages")
def test_what_is_late_is_seen_when_it_is_late_enough(cast: Cast) -> None:
    opened(cast)
    escalate.run_once(now=NOW)
    sent = letter(str(cast.alba.email), "Down.", date=NOW)
    store_mail(raw=sent, envelope_from=None, envelope_to=["a@b.example"], way=Way.LMTP, now=NOW)
    Message.objects.update(next_attempt_at=NOW)
    Run.objects.update(next_step_at=NOW)
    at_minutes = {5: [], 6: ["escalation", "inbox"], 11: ["escalation", "inbox", "outbox"]}
    for minutes, late in at_minutes.items():
        now = NOW + timedelta(minutes=minutes)
        for name in LOOPS:
            record_beat(name=name, now=now)
        assert sorted(look(now)) == late


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize(
    ("code", "said"), [(503, probes.NO_DATABASE), (502, "Bad gateway"), (200, "Under construction")]
)
def test_pages_that_are_not_ready_are_seen(code: int, said: str, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Pages, "code", code)
    monkeypatch.setattr(Pages, "said", said)
    sentence = look(NOW)[WEB]
    assert str(code) in sentence
    assert said in sentence


@pytest.mark.usefixtures("well")
def test_pages_that_do_not_answer_are_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr("django.conf.settings.BASE_URL", f"http://127.0.0.1:{free_port()}")
    assert "do not answer" in look(NOW)[WEB]
    monkeypatch.setattr(looking, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr("django.conf.settings.BASE_URL", f"http://127.0.0.1:{port}")
        assert "timed out" in look(NOW)[WEB]


def test_a_database_that_is_away_is_seen_and_exits_with_1() -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    done = qendra("watch", "--once", DATABASE_URL=NOWHERE, QENDRA_BASE_URL=nobody)
    assert (done.returncode, done.stderr) == (1, "")
    told = dict(re.findall(r"^(\w+) +(.+)$", done.stdout, re.MULTILINE))
    assert set(told) == {DATABASE, WEB}
    assert is_one_plain_sentence(f"qendra: {told[DATABASE]}")


def test_a_database_that_answers_nothing_is_not_waited_for(database_url: str) -> None:
    began = time.monotonic()
    with (
        closing(psycopg.connect(database_url)) as session,
        pytest.raises(TimeoutError, match="did not answer"),
        within(0.2),
    ):
        session.execute("SELECT pg_sleep(20)")
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("well")
def test_the_role_of_the_documents_is_enough_and_may_read_nothing_else() -> None:
    page = (REPOSITORY / "docs" / "operate.md").read_text()
    [script] = re.findall(r"```sql\n(CREATE ROLE qendra_watch.*?)```", page, re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(script)
        cursor.execute("SET LOCAL ROLE qendra_watch")
        assert look(NOW) == {}
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            cursor.cursor.execute("SELECT raw FROM intake_email_rawmail")


def test_the_alarm_is_a_mail_to_everybody_over_a_server_of_its_own() -> None:
    with SMTPSink() as sink:
        options = _mail_to(sink, "a@example.net", "b@example.net")
        assert tell(ALARM, options, now=NOW)
        [received] = sink.wait_for(1)
    assert received.recipients == ("a@example.net", "b@example.net")
    assert received.envelope_from == "watch@example.net"
    assert received.mail["Subject"] == "Qendra: The loop mail stands still. (and 1 more)"
    assert received.mail["Auto-Submitted"] == "auto-generated"
    text = received.mail.get_content().replace("\r\n", "\n")
    assert "The loop mail stands still.\n  Seen since 2026-03-11 09:00 UTC." in text
    assert "A mail waits." in text


def test_one_recipient_who_is_refused_keeps_it_from_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with SMTPSink() as sink:
        sink.refuse["a@example.net"] = "550 No such user"
        assert tell(ALARM, _mail_to(sink, "a@example.net", "b@example.net"), now=NOW)
        assert sink.wait_for(1)[0].recipients == ("b@example.net",)
    assert "a@example.net: 550" in caplog.text


def test_the_command_reads_the_alarm_and_its_failure_is_no_telling(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    write = f"import sys, pathlib; pathlib.Path({str(heard)!r}).write_text(sys.stdin.read())"
    assert tell(ALARM, Options(command=(sys.executable, "-c", write)), now=NOW)
    assert heard.read_text().startswith("Qendra: The loop mail stands still. (and 1 more)\n\n")
    assert not tell(ALARM, Options(command=(sys.executable, "-c", "exit(3)")), now=NOW)
    assert not tell(ALARM, Options(command=("/nowhere/at/all",)), now=NOW)


def test_a_way_that_fails_does_not_stop_the_other(caplog: pytest.LogCaptureFixture) -> None:
    dead = Options(
        smtp_host="127.0.0.1",
        smtp_port=free_port(),
        sender="watch@example.net",
        recipients=("a@example.net",),
    )
    assert not tell(ALARM, dead, now=NOW)
    assert "could not be mailed" in caplog.text
    with_command = Options(
        **{
            name: getattr(dead, name) for name in ("smtp_host", "smtp_port", "sender", "recipients")
        },
        command=(sys.executable, "-c", ""),
    )
    assert tell(ALARM, with_command, now=NOW)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"SMTP_HOST": "mail.example.net"},
        {"SMTP_HOST": "mail.example.net", "TO": "a@example.net"},
        {"TO": "a@example.net", "COMMAND": "true"},
        {"SMTP_HOST": "x", "TO": "a@example.net, not one", "FROM": "w@example.net"},
        {"SMTP_HOST": "x", "TO": "a@example.net", "FROM": "w@example.net, v@example.net"},
        {"SMTP_HOST": "x", "TO": "ä@example.net", "FROM": "w@example.net"},
        {"COMMAND": "notify 'unclosed"},
    ],
)
def test_a_watch_that_nobody_would_hear_does_not_start(
    told: dict[str, str], monkeypatch: Patch
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(f"QENDRA_WATCH_{name}", value)
    with pytest.raises(BadSetting, match=r"\.$"):
        read_options()


def test_settings_name_several_recipients_and_a_command_with_words(monkeypatch: Patch) -> None:
    told = {
        "SMTP_HOST": "mail.example.net", "TO": "a@example.net, b@example.net",
        "FROM": "w@example.net", "COMMAND": "notify --to 'the duty manager'",
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(f"QENDRA_WATCH_{name}", value)
    options = read_options()
    assert options.recipients == ("a@example.net", "b@example.net")
    assert options.command == ("notify", "--to", "the duty manager")
    assert options.smtp_port == 25


def test_what_is_known_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "watch.json"
    known = {"web": Known("No pages.", NOW, told_at=NOW), "x": Known("X.", NOW, NOW, NOW)}
    assert memory.load(file) == {}
    memory.save(file, known)
    assert memory.load(file) == known
    assert [each.name for each in tmp_path.iterdir()] == ["watch.json"]


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"web": 7}', b'{"web": {"sentence": "x"}}', b"\xff",
                b'{"w": {"sentence": "", "since": "2026-01-01", "told_at": null, "gone_at": null}}']
)  # fmt: skip
def test_a_file_that_says_nothing_is_no_reason_to_be_silent(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "watch.json"
    file.write_bytes(content)
    assert memory.load(file) == {}
    assert "cannot be read" in caplog.text


def test_a_folder_that_takes_no_file_stops_no_alarm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory.save(tmp_path / "nowhere" / "watch.json", {"web": Known("No pages.", NOW)})
    assert "cannot be kept" in caplog.text


def test_a_restarted_watch_does_not_raise_the_same_alarm(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    dead = {"loop mail": "The loop mail stands still."}
    with SMTPSink() as sink:
        _watched(tmp_path, sink, [dead] * 3, monkeypatch)
        assert len(sink.wait_for(1)) == 1
        _watched(tmp_path, sink, [dead] * 3, monkeypatch)
        assert len(sink.messages) == 1
        _watched(tmp_path, sink, [{}] * 3, monkeypatch)
        assert sink.wait_for(2)[1].mail["Subject"] == "Qendra: All is well again."
    assert json.loads((tmp_path / "watch.json").read_text()) == {}


def test_two_watches_do_not_share_a_folder(tmp_path: Path) -> None:
    with running._alone(tmp_path), pytest.raises(Failure, match="runs already"):
        running.watch(tmp_path, Options(), Event())


class Pages(BaseHTTPRequestHandler):
    """Answers like /readyz."""

    code = 200
    said = probes.READY

    def do_GET(self) -> None:
        self.send_response(self.code)
        self.end_headers()
        self.wfile.write(f"{self.said}\n".encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing."""


def _mail_to(sink: SMTPSink, *recipients: str) -> Options:
    return Options(
        smtp_host=sink.host,
        smtp_port=sink.port,
        sender="watch@example.net",
        recipients=recipients,
    )


def _watched(folder: Path, sink: SMTPSink, looks: list[dict[str, str]], monkeypatch: Patch) -> None:
    """A watch that sees these, one after the other, and is stopped."""
    stop, left = Event(), list(looks)

    def seen(now: datetime) -> dict[str, str]:
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    monkeypatch.setattr(running, "PAUSE", 0.01)
    monkeypatch.setattr(running, "look", seen)
    monkeypatch.setattr(running, "hang_up", lambda: None)
    monkeypatch.setattr("qendra.project.watch.rules.CONFIRMED_AFTER", timedelta())
    monkeypatch.setattr("qendra.project.watch.rules.CALM_AFTER", timedelta())
    running.watch(folder, _mail_to(sink, "a@example.net"), stop)
