"""The ports that our servers listen on."""

from __future__ import annotations

import errno
import socket

from qendra.project.cli.sentences import Failure


def require_free(address: str, port: int) -> None:
    """Failure, in one sentence, when nobody may listen there."""
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _name, where = found[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
    except (OSError, OverflowError) as error:
        raise Failure(_sentence(address, port, error)) from None


def _sentence(address: str, port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return f"{port} is no port; ports go from 1 to 65535."
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use by another program; choose another one."
        case errno.EACCES:
            return f"Port {port} is reserved for root; choose one above 1023."
        case _:
            return f"Nothing can listen at {address}, port {port}: {error.strerror}."
