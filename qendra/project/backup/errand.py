"""One of our own commands, run by the worker beside its other work."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from qendra.project.server.child import dying_with_us

# Seconds between two looks whether to go on.
PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Done:
    """How it ended: its exit code, and what it said."""

    code: int
    printed: str
    error: str

    @property
    def sentence(self) -> str:
        """What it said last."""
        if self.code < 0:
            return f"The program was ended by signal {-self.code}."
        lines = self.error.strip().splitlines() or ["The program ended without a word."]
        return lines[-1].removeprefix("qendra: ")


def run_errand(*command: str, may_go_on: Callable[[], bool]) -> Done | None:
    """Run ``qendra`` with these words at low priority; None when it was told to end.

    It is interrupted as soon as ``may_go_on`` says no, or fails, or we are killed; and clears up
    behind itself as it does on Ctrl-C.
    """
    words = [*dying_with_us("INT"), "nice", sys.executable, "-m", "qendra.project", *command]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as error:
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=printed, stderr=error
        ) as process:
            if not _wait(process, may_go_on):
                return None
        return Done(process.returncode, _text(printed), _text(error))


def _wait(process: subprocess.Popen[bytes], may_go_on: Callable[[], bool]) -> bool:
    try:
        while True:
            try:
                process.wait(timeout=PAUSE)
            except subprocess.TimeoutExpired:
                if not may_go_on():
                    return False
            else:
                return True
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
