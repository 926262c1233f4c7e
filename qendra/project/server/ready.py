"""Whether the servers answer."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable


def wait_until(answers: Callable[[], bool], *, seconds: float, stopped: Callable[[], bool]) -> bool:
    """Whether it answered within this time; False as soon as we are being stopped."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped():
        if answers():
            return True
        time.sleep(0.05)
    return False


def web_answers(address: str, port: int) -> bool:
    """Whether a page comes back, whatever it says."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def port_answers(address: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False
