"""Answers lines in a process of its own, which may be slow or die without harm to the others.

Reading is bounded and never fails, as far as its tests can show; this holds for whatever they
cannot: a mail that takes too long is given up, and the next one is read by a new process.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

SECONDS = 8.0
MEMORY = 4 * 2**30

Answer = Callable[[bytes], bytes]


class Patience:
    """Gives each line so many seconds; None is the answer to one that took longer or broke."""

    def __init__(self, answer: Answer, *, seconds: float = SECONDS) -> None:
        self._answer = answer
        self._seconds = seconds
        self._helper: tuple[BaseProcess, Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def answer(self, line: bytes) -> bytes | None:
        """What the helper says to the line; None when it gave up or died."""
        _process, connection = self._helper = self._helper or self._started()
        try:
            connection.send_bytes(line)
            if connection.poll(self._seconds):
                return connection.recv_bytes()
        except (EOFError, OSError):
            pass
        self._end()
        return None

    def _started(self) -> tuple[BaseProcess, Connection]:
        # Copies this process, in which everything is loaded: a new one costs some milliseconds.
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, ours, self._answer), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _end(self) -> None:
        if self._helper is None:
            return
        process, connection = self._helper
        self._helper = None
        process.kill()
        process.join()
        connection.close()


def _serve(connection: Connection, other_end: Connection, answer: Answer) -> None:
    other_end.close()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            line = connection.recv_bytes()
        except (EOFError, OSError):
            return
        connection.send_bytes(answer(line))
