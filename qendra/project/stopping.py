"""Being told that the process is about to stop, beside the server's own handling of it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType


def when_stopped(tell: Callable[[], None]) -> None:
    """Call this in the running loop on SIGTERM or SIGINT; main thread only.

    The loop hears of signals through a pipe, and its server goes on to do so: only the handler
    of the signal module is ours, where asyncio has one that does nothing.
    """
    loop = asyncio.get_running_loop()

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
        signal.siginterrupt(number, False)  # noqa: FBT003  # as the module has it
