"""How much each web process of a node has to do, known to all of them.

The system gives a new connection to whichever process takes it first, and there it stays as long
as it is open: of four at once all may end in one process, while another has nothing to do. So a
process that answers more than its share lets go of a connection with its answer; whoever asks
on comes anew, and mostly elsewhere.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from mmap import mmap
from pathlib import Path

MOST_PROCESSES = 64
# One request more is the least by which two processes can differ of three.
UNEVEN = 2
_NOBODY = 255


class Shares:
    """Made before the processes are forked: one byte for each, with the requests that it answers.

    A byte belongs to the process that holds its lock; the system takes the lock from a dead one.
    """

    def __init__(self) -> None:
        # Open as long as the process lives; the name is not needed.
        self._file, name = tempfile.mkstemp(prefix="qendra-shares-")
        Path(name).unlink()
        os.write(self._file, bytes([_NOBODY]) * MOST_PROCESSES)
        self._counts = mmap(self._file, MOST_PROCESSES)
        self._ours: int | None = None

    def join(self) -> None:
        """This process answers requests from now on; one too many goes uncounted."""
        for place in range(MOST_PROCESSES):
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                self._ours = place
                self._counts[place] = 0
                return

    @contextmanager
    def answering(self) -> Iterator[None]:
        """One request more, until it is answered; called in one thread of the process only."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def is_uneven(self) -> bool:
        """Whether this process answers more than its share."""
        return self._ours is not None and (
            self._counts[self._ours] - min(self._counts[:]) >= UNEVEN
        )

    def _add(self, requests: int) -> None:
        if self._ours is not None:
            self._counts[self._ours] = min(self._counts[self._ours] + requests, _NOBODY - 1)
