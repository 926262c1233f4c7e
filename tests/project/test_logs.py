"""What a log line says of the request, the loop and the ticket, and what it never says."""

from __future__ import annotations

import http.client
import io
import json
import logging
import logging.config
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.test import Client

from qendra.escalation.actions import sweeps
from qendra.escalation.actions.runs import Ascent, ascents_of
from qendra.jobs import worker
from qendra.lib import log_fields, ticket_id
from qendra.project import log_lines
from qendra.project.server.ready import port_answers
from qendra.tickets import access
from qendra.tickets.access import staff_ticket
from qendra.tickets.actions import timers
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, opened
from tests.project.programs import COMMAND, free_port, qendra, surroundings, wait_until

logger = logging.getLogger("qendra.of_a_test")
Patch = pytest.MonkeyPatch


class Log:
    """What was logged while it was open, as it would stand on standard error."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, message: str) -> dict[str, Any]:
        [found] = [each for each in self.objects if message in each["message"]]
        return found


@contextmanager
def logged(*, is_json: bool = True) -> Iterator[Log]:
    """The project's own configuration, written into a text."""
    log = Log()
    wanted = log_lines.configuration(is_json=is_json, level="INFO")
    root = logging.getLogger()
    before = root.handlers[:]
    wanted["handlers"] = {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": log.stream,
        }
    }
    logging.config.dictConfig(wanted)
    try:
        yield log
    finally:
        root.handlers[:] = before


@pytest.fixture(autouse=True)
def _nothing_is_noted() -> Iterator[None]:
    """As at the beginning of a request or a round."""
    token = log_fields._fields.set({})
    yield
    log_fields._fields.reset(token)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    with log_fields.about():
        return opened(cast)


def test_a_line_of_json_has_time_level_logger_message_and_process() -> None:
    began = datetime.now(UTC)
    with logged() as log:
        logger.warning("Line one\nline %d", 2)
    [told] = log.objects
    assert began.replace(microsecond=0) <= datetime.fromisoformat(told["time"])
    assert told["time"].endswith("+00:00")
    assert (told["level"], told["logger"]) == ("WARNING", "qendra.of_a_test")
    assert told["message"] == "Line one\nline 2"
    assert isinstance(told["process"], int)


def test_an_error_is_one_line_with_its_traceback() -> None:
    with logged() as log:
        try:
            raise ValueError("no \udcff such")
        except ValueError:
            logger.exception("It failed.")
    [told] = log.objects
    assert "Traceback" in told["traceback"]
    assert log.text.isascii()


def test_every_request_is_one_line_without_what_people_wrote(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.people()["agent"])
    with logged() as log:
        answer = browser.get("/desk/", {"q": "the words of somebody"})
    [told] = log.objects
    assert (told["method"], told["path"], told["status"]) == ("GET", "/desk/", 200)
    assert told["person"] == cast.people()["agent"].pk
    assert told["duration_ms"] > 0
    assert len(told["request_id"]) == 32
    assert answer.status_code == 200
    assert "somebody" not in log.text


def test_a_request_that_asks_for_no_person_makes_no_query_for_the_log() -> None:
    # Without the fixture of the database, any query raises.
    browser = Client()
    browser.cookies["qendra_session"] = "x" * 32
    with logged() as log:
        browser.get("/healthz")
    [told] = log.objects
    assert "person" not in told


def test_text_has_no_line_for_a_request() -> None:
    with logged(is_json=False) as log:
        Client().get("/healthz")
    assert log.text == ""


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_secret_of_a_signed_link_is_in_no_line(
    form: str, cast: Cast, monkeypatch: Patch
) -> None:
    secret = "eyJhYm91dCI6Ijc6MSIsInVudGlsIjoxNzczMjIw:W4sq7mVbDYHn0mGkXvUe3kXkq1"

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("qendra.panel.views.signed_pages.render", broken)
    monkeypatch.setattr("qendra.project.context.provider_of_pages", broken)
    browser = Client(raise_request_exception=False)
    with logged(is_json=form == "json") as log:
        for path in (f"/confirm/{secret}/", f"/confirm/{secret}", f"/confirm/{secret}/%0Afalse"):
            browser.get(path)
    assert "Internal Server Error: /confirm/" in log.text
    assert secret not in log.text
    assert "\nfalse" not in log.text


def test_lines_of_a_request_name_its_ticket_and_those_after_it_do_not(
    cast: Cast, ticket: Ticket, monkeypatch: Patch
) -> None:
    def spoken(user: access.User, text: str, *right: Any) -> Ticket:
        found = staff_ticket(user, text, *right)
        logger.info("It is open.")
        return found

    monkeypatch.setattr("qendra.desk.views.tickets.staff_ticket", spoken)
    browser = Client()
    browser.force_login(cast.people()["agent"])
    with logged() as log:
        browser.get(f"/desk/tickets/{ticket.number}/")
        browser.get("/healthz")
    shown = _shown(cast, ticket)
    assert log.of("It is open.")["ticket"] == shown
    assert log.of("It is open.")["request_id"] == log.of("/desk/tickets/")["request_id"]
    assert log.of("/desk/tickets/")["ticket"] == shown
    assert "ticket" not in log.of("/healthz")


def test_text_ends_with_the_ticket(cast: Cast, ticket: Ticket) -> None:
    with logged(is_json=False) as log:
        with log_fields.about():
            staff_ticket(cast.people()["agent"], ticket.number)
            logger.warning("Something about it.")
        logger.warning("Something else.")
    about, other = log.text.splitlines()
    assert about.endswith(f"Something about it. [{_shown(cast, ticket)}]")
    assert other.endswith("Something else.")


def test_a_write_names_its_ticket(cast: Cast) -> None:
    with log_fields.about():
        ticket = opened(cast)
        assert log_fields.noted()["ticket"] == ticket.number


def test_a_loop_that_fails_names_itself_and_the_ticket_that_failed() -> None:
    """Not one that it went on to afterwards."""
    failed = Event()

    def failing(*, now: datetime) -> int:
        try:
            with log_fields.about():
                log_fields.note(ticket="123456785")
                raise RuntimeError("broken")
        finally:
            log_fields.note(ticket="987654321")
            failed.set()

    stop = Event()
    with logged() as log:
        thread = Thread(target=worker.run, args=(stop, {"escalate": failing}))
        thread.start()
        failed.wait(10)
        stop.set()
        thread.join()
    told = log.of("failed and tries again")
    assert told["loop"] == "escalate"
    assert told["ticket"].endswith("1234-5678-5")
    assert "broken" in told["traceback"]


def test_a_sweep_that_goes_on_after_a_failure_tells_which_ticket_failed(
    cast: Cast, ticket: Ticket, monkeypatch: Patch
) -> None:
    other = opened(cast, key="form:2")
    assert ticket.id < other.id

    def broken(tickets: Sequence[Ticket], now: datetime) -> list[Ascent]:
        if ticket in tickets:
            raise RuntimeError("broken")
        return ascents_of(tickets, now)

    monkeypatch.setattr(sweeps, "ascents_of", broken)
    with pytest.raises(RuntimeError) as raised:
        sweeps.catch_up(now=NOW)
    assert log_fields.carried_by(raised.value)["ticket"] == ticket.number
    other.refresh_from_db()
    assert not other.clock_changed


def test_timers_leave_nothing_of_one_ticket_on_the_next(cast: Cast, ticket: Ticket) -> None:
    Ticket.objects.update(state="waiting_customer", next_timer_at=NOW)
    assert timers.run_due_timers(now=NOW + timedelta(hours=25)) == 1
    assert log_fields.noted().get("ticket_prefix") == "IS"
    assert "ticket" not in log_fields.noted()


@pytest.mark.parametrize(
    ("name", "value"), [("QENDRA_LOG_FORMAT", "xml"), ("QENDRA_LOG_LEVEL", "loud")]
)
def test_a_format_or_level_that_does_not_exist_stops_the_start(name: str, value: str) -> None:
    done = qendra("doctor", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"qendra: {name} must be ")


def test_the_web_server_logs_as_we_do(tmp_path: Path, database_url: str) -> None:
    """Every line that ``qendra serve`` writes is JSON, also one of a request that fails."""
    port = free_port()
    told = {
        "QENDRA_LOG_FORMAT": "json",
        "QENDRA_DATA": str(tmp_path),
        "QENDRA_BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url,
    }
    command = [*COMMAND, "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=surroundings(**told)) as process:
        wait_until(lambda: port_answers("127.0.0.1", port))
        for path in ("/healthz", "/desk/"):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request("GET", f"{path}?q=words")
            asked.getresponse().read()
            asked.close()
        process.terminate()
        lines = [json.loads(line) for line in (process.stderr or io.BytesIO())]
    paths = [each["path"] for each in lines if each["logger"] == "qendra.project.access_log"]
    assert paths == ["/healthz", "/desk/"]


def _shown(cast: Cast, ticket: Ticket) -> str:
    return ticket_id.shown(ticket.number, cast.provider.ticket_prefix)
