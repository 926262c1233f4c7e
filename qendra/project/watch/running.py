"""The watch itself: look, remember, tell; again and again."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from qendra.project.cli.sentences import Failure
from qendra.project.watch.looking import hang_up, look
from qendra.project.watch.memory import load, save
from qendra.project.watch.options import Options
from qendra.project.watch.rules import Alarm, Memory, Troubles, alarm_for, remembered, told
from qendra.project.watch.telling import tell

logger = logging.getLogger(__name__)

# Seconds between two looks.
PAUSE = 15

Tell = Callable[[Alarm], bool]


def watch(folder: Path, options: Options, stop: Event) -> None:
    """Watch until ``stop`` is set; one watch for a folder.

    An alarm that reached nobody is tried again at the next look. Only when we die between an
    alarm and the note of it is the same alarm raised again.
    """
    file = folder / "watch.json"
    with _alone(folder):
        memory = load(file)
        logger.info("The watch runs.")
        while not stop.is_set():
            now = datetime.now(UTC)
            before, seen = memory, look(now)
            hang_up()
            memory = after_a_look(
                memory, seen, now, lambda alarm: tell(alarm, options, now=datetime.now(UTC))
            )
            if memory != before:
                save(file, memory)
            stop.wait(PAUSE)


def after_a_look(memory: Memory, seen: Troubles, now: datetime, tell: Tell) -> Memory:
    """What is known after one look, and after telling what it asks for."""
    memory = remembered(memory, seen, now)
    alarm = alarm_for(memory, now)
    return told(memory, alarm, now) if alarm and tell(alarm) else memory


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "watch.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(f"qendra watch runs already with the data folder {folder}.") from None
        yield
