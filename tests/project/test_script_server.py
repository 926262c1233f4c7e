"""``script/server`` from an empty data folder: once through its whole life, looked at from all
sides. The story takes a minute because the demo is loaded once. The long version plays it in a
fresh clone, with nothing set up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qendra.demo.interspace import PASSWORD, sign_ins
from qendra.project.postgres import place
from tests.project.programs import REPOSITORY, free_port, surroundings, wait_until

# The story is told once, by one worker of xdist.
pytestmark = pytest.mark.xdist_group("script/server")

RUNS = "Qendra runs"


@dataclass
class Run:
    """One run of script/server: what it printed, and what was seen of it."""

    seconds_to_pages: float = 0
    seconds_of_work: float = 0
    status: int = 0
    output: str = ""
    code: int | None = None
    seconds_to_stop: float = 0
    left_over: list[str] = field(default_factory=list)


@dataclass
class Story:
    """The first run ends with Ctrl-C, the second with SIGTERM after its database and its web
    server were killed."""

    checkout: Path
    folder: Path
    ports: dict[str, int]
    first: Run = field(default_factory=Run)
    second: Run = field(default_factory=Run)
    beside: str = ""
    listening: set[str] = field(default_factory=set)
    acknowledged: str = ""
    status_after_database_died: int = 0


@pytest.fixture(scope="module")
def story(request: pytest.FixtureRequest) -> Iterator[Story]:
    folder = Path(tempfile.mkdtemp(prefix="qendra-server-", dir="/tmp"))
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("port", "lmtp-port", "smtp-port", "sink-port")}
    told = Story(REPOSITORY, folder, ports)
    try:
        if request.config.getoption("--long"):
            told.checkout = folder / "clone"
            subprocess.run(["git", "clone", "-q", REPOSITORY, told.checkout], check=True)  # noqa: S607
        _first_run(told)
        _second_run(told)
        yield told
    finally:
        shutil.rmtree(place.cluster_of(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _first_run(told: Story) -> None:
    with _Server(told) as server:
        told.first.seconds_to_pages = server.wait_for(RUNS, seconds=400)
        told.first.status = _status(told.ports["port"])
        told.listening = _addresses_of(told.ports)
        told.beside = _start_another(told)
        _report_by_mail(told.ports["smtp-port"])
        wait_until(lambda: list((told.folder / "mail").glob("*.eml")), seconds=60)
        told.acknowledged = next((told.folder / "mail").glob("*.eml")).read_text()
        server.stop(signal.SIGINT, told.first)


def _second_run(told: Story) -> None:
    with _Server(told) as server:
        told.second.seconds_to_pages = server.wait_for(RUNS, seconds=60)
        told.second.seconds_of_work = _work_of(server.process.pid)
        os.kill(_postmaster_of(told.folder), signal.SIGKILL)
        server.wait_for("PostgreSQL runs again.", seconds=90)
        wait_until(lambda: _status(told.ports["port"]) == 200, seconds=30)
        told.status_after_database_died = _status(told.ports["port"])
        os.kill(_web_server_of(server.process.pid), signal.SIGKILL)
        server.wait_for("web ended (signal 9)", seconds=30)
        wait_until(lambda: _status(told.ports["port"]), seconds=30)
        told.second.status = _status(told.ports["port"])
        server.stop(signal.SIGTERM, told.second)


def test_it_sets_everything_up_and_pages_answer(story: Story) -> None:
    assert story.first.status == 200
    assert (story.folder / "postgres" / "PG_VERSION").exists()


def test_it_makes_the_demo_provider_on_the_first_start_only(story: Story) -> None:
    assert "Loading the demo provider Interspace" in story.first.output
    assert "Loading the demo" not in story.second.output


def test_it_prints_the_addresses(story: Story) -> None:
    for run in (story.first, story.second):
        assert f"http://127.0.0.1:{story.ports['port']}/" in run.output
        assert f"SMTP 127.0.0.1:{story.ports['smtp-port']}" in run.output
        assert f"LMTP 127.0.0.1:{story.ports['lmtp-port']}" in run.output


def test_it_says_plainly_that_demo_sign_ins_exist_and_which(story: Story) -> None:
    for run in (story.first, story.second):
        assert "DEMO SIGN-INS EXIST" in run.output
        assert PASSWORD in run.output
        assert all(address in run.output for _, address in sign_ins())


def test_it_listens_on_this_machine_only(story: Story) -> None:
    assert story.listening == {"127.0.0.1"}


def test_a_mail_goes_in_and_its_acknowledgement_comes_out_into_the_mail_folder(
    story: Story,
) -> None:
    assert "IS-" in story.acknowledged
    assert str(story.folder / "mail") in story.first.output


def test_the_second_start_takes_less_than_five_seconds(story: Story) -> None:
    # Beside other programs the clock on the wall says nothing; then the work itself is
    # counted, as two cores would share it.
    assert min(story.second.seconds_to_pages, story.second.seconds_of_work / 2) < 5


def test_a_program_that_dies_is_started_again(story: Story) -> None:
    assert "web ended (signal 9); again in 1 s." in story.second.output
    assert story.second.status == 200


def test_a_database_that_dies_is_started_again_and_pages_answer(story: Story) -> None:
    assert "PostgreSQL ended; it is started again." in story.second.output
    assert story.status_after_database_died == 200


def test_it_stops_cleanly_on_ctrl_c_and_on_sigterm(story: Story) -> None:
    for run in (story.first, story.second):
        assert run.code == 0, run.output
        assert run.output.rstrip().endswith("Stopped. Nothing runs any more.")
        assert run.left_over == []
        assert "Traceback" not in run.output
        assert run.seconds_to_stop < 20


def test_a_second_one_beside_it_is_refused_in_one_sentence(story: Story) -> None:
    assert story.beside.startswith("script/server: It runs already with the data folder")
    assert len(story.beside.strip().splitlines()) == 1


class _Server:
    """script/server as a child of ours, its output in a file."""

    def __init__(self, told: Story) -> None:
        self.log = told.folder / "output"
        self.log.write_text("")
        self._began = time.monotonic()
        self._folder = told.folder
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                _command(told.checkout, told.ports),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env=_surroundings(told.folder), start_new_session=True, cwd=told.checkout,
            )  # fmt: skip

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def wait_for(self, words: str, *, seconds: float) -> float:
        """Seconds since the start when these words are printed."""
        wait_until(lambda: words in self.log.read_text() or self._has_ended(), seconds)
        assert words in self.log.read_text(), self.log.read_text()
        return time.monotonic() - self._began

    def stop(self, number: signal.Signals, run: Run) -> None:
        began = time.monotonic()
        self.process.send_signal(number)
        run.code = self.process.wait(timeout=60)
        run.seconds_to_stop = time.monotonic() - began
        run.output = self.log.read_text()
        run.left_over = _processes_with(str(self._folder))

    def _has_ended(self) -> bool:
        return self.process.poll() is not None


def _command(checkout: Path, ports: dict[str, int]) -> list[str]:
    flags = [word for name, port in ports.items() for word in (f"--{name}", str(port))]
    return [str(checkout / "script/server"), *flags]


def _surroundings(folder: Path) -> dict[str, str]:
    ours = surroundings(QENDRA_DATA=str(folder))
    return {key: value for key, value in ours.items() if key != "DATABASE_URL"}


def _start_another(told: Story) -> str:
    done = subprocess.run(
        _command(told.checkout, {name: free_port() for name in told.ports}),
        capture_output=True, text=True, env=_surroundings(told.folder), check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


def _report_by_mail(port: int) -> None:
    customer = next(address for who, address in sign_ins() if who.startswith("customer"))
    mail = f"From: {customer}\nTo: support@interspace.example\nSubject: Link down\n\nIt is down.\n"
    with smtplib.SMTP("127.0.0.1", port) as session:
        session.sendmail(customer, ["support@interspace.example"], mail)


def _addresses_of(ports: dict[str, int]) -> set[str]:
    """The local addresses on which anybody listens on these ports."""
    wanted = {f"{port:04X}" for port in ports.values()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            address, _, port = line.split()[1].rpartition(":")
            if port in wanted and line.split()[3] == "0A":
                found.add("127.0.0.1" if address == "0100007F" else address)
    return found


def _postmaster_of(folder: Path) -> int:
    return int((place.cluster_of(folder) / "postmaster.pid").read_text().split()[0])


def _web_server_of(server: int) -> int:
    """The child of script/server that runs ``qendra serve``."""
    return next(pid for pid in _children_of(server) if "serve" in _arguments_of(str(pid)))


def _children_of(pid: int) -> list[int]:
    lists = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for child in " ".join(lists).split()]


def _work_of(pid: int) -> float:
    """Seconds of processor time of this process, its children and those that have ended."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    own = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return own + sum(_work_of(child) for child in _children_of(pid))


def _processes_with(folder: str) -> list[str]:
    """Whatever still runs with this data folder in its arguments or its environment."""
    found = []
    for pid in (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        is_ours = re.search(rf"QENDRA_DATA={re.escape(folder)}\0", environment)
        if is_ours or any(folder in argument for argument in _arguments_of(pid)):
            found.append(" ".join(_arguments_of(pid)))
    return found


def _arguments_of(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
