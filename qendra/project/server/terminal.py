"""One terminal for several programs."""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock

_lock = Lock()


def say(name: str, text: str) -> None:
    """One line under the name of its program. A terminal that is gone stops nobody."""
    with _lock, suppress(OSError, ValueError):
        sys.stdout.write(f"{name:<8}| {text}\n")
        sys.stdout.flush()


def say_plainly(text: str) -> None:
    """A line of our own, without a name."""
    with _lock, suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
