"""A real HTTP server on loopback that takes webhooks in tests.

    with Receiver() as receiver:
        ...                                # deliver to receiver.url
        receiver.requests[0].body          # what arrived

Switches: ``answers`` to the next requests, or run something between taking and answering
(``on_request``).
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any, NamedTuple, Self

# What QENDRA_WEBHOOK_NETWORKS must say for this receiver to be reached.
LOOPBACK = [ip_network("127.0.0.0/8")]


class Told(NamedTuple):
    """One request as it arrived; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


class Answer(NamedTuple):
    """Status, headers and body of an answer."""

    status: int = 204
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Receiver:
    """Keeps every request in ``requests``; a port of its own, on loopback."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Told] = []
        # To the next requests in order; afterwards all are taken.
        self.answers: list[Answer] = []
        # Called after keeping a request and before answering; in a thread of the server.
        self.on_request: Callable[[Told], None] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/qendra?from=us"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.requests]

    def taken(self, told: Told) -> Answer:
        """Keep the request; what to answer."""
        self.requests.append(told)
        answer = self.answers.pop(0) if self.answers else Answer()
        if self.on_request:
            self.on_request(told)
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = receiver.taken(Told(self.path, headers, body))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """The tests look at what arrived."""

        return Handler
