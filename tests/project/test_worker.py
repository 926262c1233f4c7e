"""The worker: loops beside each other, none of which can stop another."""

from __future__ import annotations

import logging
import signal
import subprocess
import time
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from django.db import OperationalError

from qendra.jobs import worker
from tests.database import another_database
from tests.project.programs import COMMAND, surroundings, wait_until


def test_a_loop_with_work_runs_again_at_once() -> None:
    left = [1] * 20
    began = time.monotonic()

    def busy(*, now: datetime) -> int:
        return left.pop() if left else 0

    with _running(busy=busy):
        wait_until(lambda: not left)
    assert time.monotonic() - began < 20 * worker.PAUSE / 2


def test_a_loop_that_raises_stops_no_other_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures: list[datetime] = []
    rounds: list[datetime] = []

    def failing(*, now: datetime) -> int:
        failures.append(now)
        raise RuntimeError("broken")

    def healthy(*, now: datetime) -> int:
        rounds.append(now)
        return 0

    with caplog.at_level(logging.ERROR), _running(failing=failing, healthy=healthy):
        wait_until(lambda: len(failures) >= 2 and len(rounds) >= 3)
    assert "The loop failing failed" in caplog.text


def test_a_database_that_is_away_is_said_once_and_its_return_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = [OperationalError("connection refused"), OperationalError("connection refused")]
    rounds: list[datetime] = []

    def loop(*, now: datetime) -> int:
        rounds.append(now)
        if failures:
            raise failures.pop()
        return 0

    with caplog.at_level(logging.WARNING), _running(loop=loop):
        wait_until(lambda: len(rounds) >= 4)
    assert caplog.text.count("waits for the database") == 1
    assert caplog.text.count("works again") == 1


def test_a_loop_is_told_the_time_in_utc() -> None:
    told: list[datetime] = []

    def loop(*, now: datetime) -> int:
        told.append(now)
        return 0

    with _running(loop=loop):
        wait_until(lambda: told)
    assert told[0].tzinfo is UTC


def test_stopping_waits_for_the_batch_that_was_begun() -> None:
    began, may_end, ended = Event(), Event(), Event()

    def slow(*, now: datetime) -> int:
        began.set()
        may_end.wait(timeout=10)
        ended.set()
        return 0

    with _running(slow=slow) as stop:
        assert began.wait(timeout=10)
        stop.set()
        assert not ended.is_set()
        may_end.set()
    assert ended.is_set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_worker_with_0(number: signal.Signals, database_url: str) -> None:
    with (
        another_database(database_url, "worker") as url,
        subprocess.Popen(
            [*COMMAND, "worker"],
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(DATABASE_URL=url, QENDRA_LOG_LEVEL="INFO"),
        ) as process,
    ):
        assert process.stderr is not None
        assert "The worker runs" in process.stderr.readline()
        process.send_signal(number)
        assert process.wait(timeout=30) == 0


class _running:  # noqa: N801 (read as a word: with _running(loop=loop))
    def __init__(self, **loops: worker.Loop) -> None:
        self.stop = Event()
        self.thread = Thread(target=worker.run, args=(self.stop, loops))

    def __enter__(self) -> Event:
        self.thread.start()
        return self.stop

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()
