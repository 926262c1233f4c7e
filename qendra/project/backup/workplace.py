"""Where an archive is in the making: a hidden folder beside it, gone when it is done.

Whoever works there holds a lock on the folder. One without a lock is what a killed backup left,
and the next backup into the same place removes it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = ".qendra-backup-"


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """An empty folder of our own in this one, which is removed whatever happens."""
    with _locked(folder):
        _clear_left_overs(folder)
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
        lock = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield work
    finally:
        shutil.rmtree(work)
        os.close(lock)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else begins or clears up here meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _clear_left_overs(folder: Path) -> None:
    for work in folder.glob(f"{_PREFIX}*"):
        try:
            descriptor = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, PermissionError):
            # Just removed by who worked there, or somebody else's.
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(work)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
