"""Django's pages, which are WSGI, answered inside an ASGI server: each in one of a few threads.

A small body is here before a thread is taken, and an answer goes out in one piece, so that a
page costs one hop between the loop and a thread. Why not a ready-made bridge: decision 0016.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from qendra.project.shares import Shares

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Read before a thread is taken: every form without files, and slow senders hold no thread.
READ_AHEAD = 256 * 1024
# Sent at once: a download of 25 MB is a hundred hops.
CHUNK = 256 * 1024
# How long a thread waits for somebody who neither sends nor takes.
PATIENCE = 60.0


class Pages:
    """A WSGI application as an ASGI one, for HTTP. ``shares`` are those of all web processes."""

    def __init__(self, application: WSGIApplication, threads: int, shares: Shares) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, "pages")
        self._shares = shares

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        body = Body(loop, receive, is_empty=not _has_body(scope))
        try:
            await body.read_ahead()
            answer = Answer(loop, send)
            environ = environ_of(scope, body)
            with self._shares.answering():
                last = await loop.run_in_executor(
                    self._threads, answer.made_by, self._application, environ
                )
                if self._shares.is_uneven() and scope["http_version"] == "1.1":
                    _let_go(last[0])
            for message in last:
                await send(message)
        except ConnectionError:
            # Whoever asked is gone; nobody is left to be told anything.
            return


class Body(io.RawIOBase):
    """What was sent, for the thread that reads it. A sender who goes in the middle is an error.

    Else half a form would look like a whole one.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, receive: Receive, *, is_empty: bool
    ) -> None:
        self._loop = loop
        self._receive = receive
        self._held = bytearray()
        self._is_whole = is_empty

    async def read_ahead(self) -> None:
        """In the loop: until all is here, or enough to begin with."""
        while not self._is_whole and len(self._held) < READ_AHEAD:
            await self._take()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # whatever can be written to
        """In a thread."""
        while not self._held and not self._is_whole:
            asyncio.run_coroutine_threadsafe(self._take(), self._loop).result(PATIENCE)
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        del self._held[:size]
        return size

    async def _take(self) -> None:
        message = await self._receive()
        if message["type"] != "http.request":
            raise ConnectionResetError("the sender is gone")
        self._held += message.get("body", b"")
        self._is_whole = not message.get("more_body", False)


class Answer:
    """What the application says, on its way from a thread to whoever asked."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._loop = loop
        self._send = send
        self._start: list[Message] = []
        self._held = bytearray()

    def made_by(self, application: WSGIApplication, environ: WSGIEnvironment) -> list[Message]:
        """In a thread: run the application; the messages that are still to be sent.

        Mostly that is the whole answer.
        """
        chunks = application(environ, self._begin)
        try:
            self._send_large(chunks)
        finally:
            getattr(chunks, "close", _nothing)()
        return self._taken(more=False)

    def _send_large(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            self._held += chunk
            if len(self._held) >= CHUNK:
                sent = self._send_all(self._taken(more=True))
                asyncio.run_coroutine_threadsafe(sent, self._loop).result(PATIENCE)

    async def _send_all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            await self._send(message)

    def _taken(self, *, more: bool) -> list[Message]:
        body = {"type": "http.response.body", "body": bytes(self._held), "more_body": more}
        messages, self._start, self._held = [*self._start, body], [], bytearray()
        return messages

    def _begin(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        encoded = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        code = int(status.partition(" ")[0])
        self._start = [{"type": "http.response.start", "status": code, "headers": encoded}]
        return self._held.extend


def environ_of(scope: Scope, body: Body) -> WSGIEnvironment:
    """The request as WSGI has it: texts hold bytes, one a character."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BufferedReader(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: WSGIEnvironment, name: str, value: str) -> None:
    # Underscores would let one name pass for another, such as that of a proxy's own header.
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    if key not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
        key = f"HTTP_{key}"
    if key in environ:
        between = "; " if key == "HTTP_COOKIE" else ","
        value = f"{environ[key]}{between}{value}"
    environ[key] = value


def _has_body(scope: Scope) -> bool:
    names = {bytes(name).lower() for name, _value in scope["headers"]}
    return bool(names & {b"content-length", b"transfer-encoding"})


def _let_go(message: Message) -> None:
    """Whoever asked comes anew, unless the answer has begun already."""
    if message["type"] == "http.response.start":
        message["headers"].append((b"connection", b"close"))


def _nothing() -> None:
    """For answers that need no closing."""
