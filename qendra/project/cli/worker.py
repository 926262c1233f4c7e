"""``qendra worker``: all loops, until stopped."""

from __future__ import annotations

import argparse
import signal
from threading import Event

from django.conf import settings

from qendra.jobs import worker
from qendra.jobs.heartbeat import beating
from qendra.project.backup.nightly import Nightly


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """SIGTERM and SIGINT let every loop finish what it has begun."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loops = beating(worker.LOOPS)
    if settings.BACKUP_DIR is not None:
        # No heartbeat: one of its rounds may take hours, and its rows say how it is.
        loops["nightly"] = Nightly(settings.BACKUP_DIR, stop)
    worker.run(stop, loops)
    return 0
