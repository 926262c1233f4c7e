"""``qendra watch``: the alarm when worker, pages or database are dead."""

from __future__ import annotations

import argparse
import signal
from datetime import UTC, datetime
from threading import Event

from django.conf import settings

from qendra.project.watch.looking import look
from qendra.project.watch.options import read_options
from qendra.project.watch.running import watch


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="print what is wrong, and end")


def run(options: argparse.Namespace) -> int:
    """With ``--once`` 1 when anything is wrong, and nobody is told; else until stopped."""
    if options.once:
        return _once()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch(settings.DATA_DIR, read_options(), stop)
    return 0


def _once() -> int:
    troubles = look(datetime.now(UTC))
    for name, sentence in troubles.items():
        print(f"{name:<16} {sentence}")
    if not troubles:
        print("All is well.")
    return 1 if troubles else 0
