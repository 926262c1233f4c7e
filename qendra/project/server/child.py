"""One program that script/server keeps running."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread

from qendra.project.server.terminal import say

# A child that dies at once is started again after 1, 2, 4, 8, 10, 10 … seconds.
LONGEST_PAUSE = 10.0
# Who lived this long was well: its next death begins to count afresh.
WELL_AFTER = 30.0


class Child:
    """A command of ``qendra``, its output under its name, started again when it dies."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "qendra.project", *arguments]
        self._process: subprocess.Popen[str] | None = None
        self._started = 0.0
        self._deaths = 0
        self._again_at = 0.0

    def watch(self) -> None:
        """Start it if it does not run; after a death not at once."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process, now)
        if self._process is None and now >= self._again_at:
            self._start()

    def stop(self) -> None:
        """Ask it to finish; ``wait`` comes after."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Wait for its end until this time; then end it and what it started."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(until - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            say("server", f"{self.name} does not finish; it is ended.")
        _kill_session(self._process)
        self._process.wait()

    def _start(self) -> None:
        # A session of its own: Ctrl-C reaches only script/server, which stops all in order.
        self._process = subprocess.Popen(
            [*dying_with_us(), *self._command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._started = time.monotonic()
        Thread(target=self._repeat_output, args=(self._process,), daemon=True).start()

    def _bury(self, dead: subprocess.Popen[str], now: float) -> None:
        # Its own children may live on and hold its port.
        _kill_session(dead)
        self._deaths = 1 if now - self._started > WELL_AFTER else self._deaths + 1
        pause = min(2.0 ** (self._deaths - 1), LONGEST_PAUSE)
        self._again_at = now + pause
        self._process = None
        say("server", f"{self.name} ended ({_how(dead.returncode)}); again in {pause:.0f} s.")

    def _repeat_output(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            say(self.name, line.rstrip("\n"))


def dying_with_us(sign: str = "TERM") -> list[str]:
    """Stands before a command, so that nothing stays behind when we ourselves are killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", sign, "--"] if setpriv else []


def _kill_session(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
