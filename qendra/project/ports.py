"""The ports that our servers listen on."""

from __future__ import annotations

import errno
import socket

from qendra.project.cli.sentences import Failure

HIGHEST = 65535


def require_free(address: str, port: int, *, lowest: int = 1) -> None:
    """Failure, in one sentence, when nobody may listen there; misused when it is no port.

    With ``lowest`` 0 any free port will do, as the system has it.
    """
    # The system itself takes the remainder of a number that is too large.
    if not lowest <= port <= HIGHEST:
        raise Failure(f"{port} is no port; ports go from 1 to {HIGHEST}.", 2)
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _name, where = found[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
    except OSError as error:
        raise Failure(_sentence(address, port, error)) from None


def _sentence(address: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use by another program; choose another one."
        case errno.EACCES:
            return f"Port {port} is reserved for root; choose one above 1023."
        case _:
            return f"Nothing can listen at {address}, port {port}: {error.strerror}."
