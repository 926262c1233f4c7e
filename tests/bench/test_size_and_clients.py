"""How much is loaded unless told otherwise, with a bar; what there is to measure; who asks."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench import __main__ as program
from bench import clients, growth, limits, measuring
from bench.figures import Figure
from bench.names import NAMES
from bench.pages import Pages
from bench.system import System
from qendra.accounts.actor import Actor, Channel
from qendra.demo.scale import OPEN_ONE_IN
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.models import Run, Step
from qendra.project.cli import demo
from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import News, Ticket
from tests.cast import NOW, Cast, opened


class Recorded:
    """A system that starts nothing, and what it was told."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, ...]] = []
        self.environment: dict[str, str] = {}
        self.database = SimpleNamespace(start=lambda: None)

    def qendra(self, *arguments: str) -> None:
        self.commands.append(arguments)

    def stop(self) -> None:
        pass


def test_it_loads_100_000_tickets_of_which_20_000_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = SimpleNamespace(measured=lambda *_: iter(()))
    monkeypatch.setattr(program, "import_module", lambda _name: nothing)
    system = Recorded()
    assert list(program._measure(cast("System", system), program._options([]))) == []
    assert system.commands == [("migrate", "--quiet"), ("demo", "--scale", "100000")]
    assert 100_000 // OPEN_ONE_IN == 20_000


def test_growth_is_looked_at_ten_times_as_many_each_up_to_what_is_asked_for() -> None:
    assert program._options([]).open is None
    assert growth.sizes(100_000) == [1_000, 10_000, 100_000]
    assert growth.sizes(1_000_000)[-1] == 1_000_000
    assert growth.sizes(50) == [1_000]


def test_growth_takes_the_same_steps_beside_copies_that_are_never_due(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)
    monkeypatch.setattr(growth, "DUE", 3)
    monkeypatch.setattr(growth, "SMALLEST", 5)
    monkeypatch.setattr(growth, "sizes", lambda _most: [5, 20])
    monkeypatch.setattr(growth, "_ANALYZE", "SELECT 1")
    assert len(list(growth.growth(20))) == 2
    assert Ticket.objects.count() == 20
    assert Run.objects.count() == 20
    assert Step.objects.count() == 9


def test_a_figure_that_there_is_not_is_told_before_anything_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def started(_folder: Path) -> System:
        raise AssertionError("nothing is to be started")

    monkeypatch.setattr(program, "System", started)
    assert program.main(["--only", "coffee"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("script/bench: there is no figure “coffee”; there are: ")
    assert all(name in told for name in NAMES)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_where_somebody_looks_on_a_bar_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    for done in (0, 50_000, 100_000):
        demo._draw(done, 100_000)
    begun, half, whole = seen.getvalue().split("\r")[1:]
    assert (begun.count("█"), half.count("█"), whole.count("█")) == (0, demo.BAR // 2, demo.BAR)
    assert half.endswith("50,000 of 100,000")
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    demo._draw(1, 2)
    assert file.getvalue() == ""


def test_four_clients_ask_at_the_same_time() -> None:
    with _server(wanted=4) as (port, together):
        asked = [iter(lambda: clients.Request("GET", "/", {}), None)] * clients.CLIENTS
        figure = clients.measure("page", port, cast("Any", asked), seconds=0.2)
    assert clients.CLIENTS == 4
    assert together.is_set()
    assert figure.value > 0


def test_every_page_is_asked_for_by_all_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def measure(name: str, port: int, each: list[object], seconds: float) -> Figure:
        asked.append(len(each))
        return Figure(name, 1.0, "1/s")

    monkeypatch.setattr(measuring, "pages", lambda: [Pages("page", lambda: ["/"])])
    monkeypatch.setattr(measuring, "cookie_of", lambda **_: "")
    monkeypatch.setattr(clients, "measure", measure)
    system = cast("System", SimpleNamespace(web_port=0))
    assert len(list(measuring._of_pages(system, None, 0.1))) == 1
    assert asked == [4]


def test_no_loop_takes_the_copies_of_a_limit_for_work(cast: Cast) -> None:
    copy = opened(cast, key="limit:1")
    real = opened(cast, key="mail:1")
    elira, words = Actor(cast.elira, Channel.DESK), Words(text="Copied.")
    add_note(actor=elira, now=NOW, ticket_id=copy.id, words=words, key="limit:2")
    limits._let_copies_rest()
    assert list(Ticket.objects.filter(clock_changed=True)) == [real]
    assert not News.objects.filter(entry__key="limit:2").exists()
    assert News.objects.filter(entry__ticket=real).count() == real.entries.count()


@contextmanager
def _server(wanted: int) -> Iterator[tuple[int, Event]]:
    """A server that answers nobody before so many ask at once."""
    together, waiting, lock = Event(), [0], Lock()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                waiting[0] += 1
                if waiting[0] == wanted:
                    together.set()
            enough = together.wait(timeout=10)
            with lock:
                waiting[0] -= 1
            self.send_response(200 if enough else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        log_message: Callable[..., None] = lambda *_: None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, together
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
