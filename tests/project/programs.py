"""Running the project's own programs as an operator would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "qendra.project"]


def qendra(
    *arguments: str, text: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text,
        capture_output=True,
        text=True,
        env=surroundings(**environment),
        cwd=REPOSITORY,
        timeout=120,
        check=False,
    )


def surroundings(**environment: str) -> dict[str, str]:
    """Our environment with the real settings, and these on top."""
    kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    return kept | {"PYTHONUNBUFFERED": "1"} | environment


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def status_of(address: str) -> int:
    """What a page of ours is answered with; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 (our own address)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Return as soon as it holds; AssertionError when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"it did not happen within {seconds} seconds")


def is_one_plain_sentence(text: str) -> bool:
    """One line that begins with the program's name and ends as a sentence does."""
    lines = text.strip().splitlines()
    return len(lines) == 1 and lines[0].startswith("qendra: ") and lines[0][-1] in ".!?"
