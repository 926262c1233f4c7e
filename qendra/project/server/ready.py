"""Whether the servers answer."""

from __future__ import annotations

import http.client
import socket


def web_answers(address: str, port: int) -> bool:
    """Whether a page comes back, whatever it says."""
    connection = http.client.HTTPConnection(address, port, timeout=2)
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
