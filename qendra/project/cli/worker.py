"""``qendra worker``: all loops, until stopped."""

from __future__ import annotations

import argparse
import signal
from threading import Event

from qendra.jobs import worker
from qendra.jobs.heartbeat import beating


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """SIGTERM and SIGINT let every loop finish what it has begun."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop, beating(worker.LOOPS))
    return 0
