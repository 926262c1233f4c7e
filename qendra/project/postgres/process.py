"""What can be known about another process on Linux."""

from __future__ import annotations

import os
from pathlib import Path


def is_running(pid: int, program: str) -> bool:
    """Whether ``pid`` lives and is this program. A zombie is dead, a foreign process is another."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _answers(pid) if not Path("/proc/self/stat").exists() else False
    name, _, rest = stat.partition("(")[2].rpartition(")")
    return name == program and rest.split()[0] not in {"Z", "X"}


def _answers(pid: int) -> bool:
    """Without /proc only the existence can be asked for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def reap(pid: int) -> None:
    """Bury ``pid`` if it is a dead child of ours; anything else is left alone."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
