"""One request to a receiver: to an address that was checked, in ten seconds, no redirect followed.

The name is looked up once, its addresses are checked, and the connection is made to one of
those: a name that changes its address in between leads nowhere else. TLS is verified against
the name. Only the worker imports this.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from itertools import islice
from time import monotonic

from django.conf import settings

from qendra.lib import receivers
from qendra.lib.receivers import Receiver

# For everything after the look-up of the name, which takes as long as the system lets it.
SECONDS = 10.0
MOST_ADDRESSES = 4
# No more is read, headers included; this much of the words is kept.
MOST_READ = 64 * 2**10
KEPT = 500


class Unanswered(Exception):
    """There was no answer. The text says why, in one line for the owner of the webhook."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said; ``words`` are its first bytes as text."""

    status: int
    words: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent; of the answer's words ``kept`` bytes are."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    kept: int = KEPT


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send the body as JSON; the first answer that comes. Raises Unanswered."""
    return send(url, Sent({**headers, "Content-Type": "application/json"}, body))


def send(url: str, sent: Sent) -> Answer:
    """The first answer that comes. Raises Unanswered."""
    try:
        receiver = receivers.read(url, settings.WEBHOOK_NETWORKS)
    except ValueError as error:
        raise Unanswered(f"Not sent: {error}.") from None
    addresses = list(islice(_addresses(receiver), MOST_ADDRESSES))
    if not addresses:
        raise Unanswered("Not sent: webhooks may not go to the addresses of this host.")
    try:
        return _exchange(receiver, addresses, sent)
    except TimeoutError:
        raise Unanswered(f"There was no answer within {SECONDS:.0f} seconds.") from None
    except ssl.SSLCertVerificationError as error:
        raise Unanswered(f"The certificate is not good: {error.verify_message}.") from None
    except (OSError, HTTPException) as error:
        raise Unanswered(f"The connection broke: {str(error) or type(error).__name__}.") from None


def _addresses(receiver: Receiver) -> Iterator[str]:
    """The IP addresses of the host to which webhooks may go, in the system's order."""
    try:
        found = socket.getaddrinfo(receiver.host, receiver.port, type=socket.SOCK_STREAM)
    # The second: a name with parts that are empty or too long for the DNS.
    except (socket.gaierror, UnicodeError):
        raise Unanswered("The host is not known.") from None
    for *_, place in found:
        address = ip_address(place[0])
        if receivers.may_reach(address, settings.WEBHOOK_NETWORKS, is_secure=receiver.is_secure):
            yield str(address)


def _exchange(receiver: Receiver, addresses: list[str], sent: Sent) -> Answer:
    until = monotonic() + SECONDS
    with (
        _connected(receiver, addresses, until) as plain,
        _secured(receiver, plain, until) as wire,
    ):
        connection = HTTPConnection(receiver.host, receiver.port)
        # Its own way to connect would look the name up again.
        connection.sock = _Wire(wire, until)
        connection.request(
            sent.method,
            receiver.target,
            sent.body,
            {
                **sent.headers,
                "Host": receiver.netloc,
                "User-Agent": "Qendra",
                "Connection": "close",
            },
        )
        with connection.getresponse() as response:
            return _answer(response, sent.kept)


def _connected(receiver: Receiver, addresses: list[str], until: float) -> socket.socket:
    """A connection to the first address that takes one; none may use up the time of the rest."""
    trouble: OSError = TimeoutError()
    for others, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        try:
            return socket.create_connection((address, receiver.port), _left(until) / others)
        except OSError as error:
            trouble = error
    raise trouble


def _secured(receiver: Receiver, plain: socket.socket, until: float) -> socket.socket:
    if not receiver.is_secure:
        return plain
    plain.settimeout(_left(until))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=receiver.host)


def _answer(response: HTTPResponse, kept: int) -> Answer:
    try:
        words = response.read(kept)
    except (OSError, HTTPException):
        # The status is the verdict, and it was spoken; the words are for a reader only.
        words = b""
    retry_after = response.headers.get("Retry-After", "")
    return Answer(response.status, words.decode(errors="replace"), retry_after)


def _left(until: float) -> float:
    """The seconds left. Raises TimeoutError when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Wire:
    """A socket as http.client uses it, on which no step outlives the time for all of them."""

    def __init__(self, wire: socket.socket, until: float) -> None:
        self._wire = wire
        self._until = until

    def sendall(self, content: bytes) -> None:
        self._wire.settimeout(_left(self._until))
        self._wire.sendall(content)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._wire, self._until))

    def close(self) -> None:
        """Whoever opened the socket closes it."""


class _Reader(io.RawIOBase):
    """What the receiver says, to an end after 64 kB: it may go on for ever."""

    def __init__(self, wire: socket.socket, until: float) -> None:
        self._wire = wire
        self._until = until
        self._left = MOST_READ

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # all that it is given
        self._wire.settimeout(_left(self._until))
        count = self._wire.recv_into(buffer, min(len(buffer), self._left)) if self._left else 0
        self._left -= count
        return count
