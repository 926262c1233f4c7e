"""``GET /live?token=…``: server-sent events for one open page, straight from the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

from qendra.lib import log_fields
from qendra.live.hub import Full, Hub, Stream, utc_now
from qendra.live.topics import Ear, ear_of

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A line that says nothing, so that nobody on the way takes the silence for an end.
BREATH = 20.0
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


class Streams:
    """The ASGI application of ``/live``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        began = monotonic()
        with log_fields.about(path="/live"):
            status = await self._answer(scope, receive, send)
            log_fields.note(
                method=scope["method"],
                status=status.value,
                duration_ms=round((monotonic() - began) * 1000, 1),
            )
            logger.info("%s /live %d", scope["method"], status)

    async def _answer(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> HTTPStatus:
        if scope["method"] != "GET":
            return await _refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, (b"allow", b"GET"))
        ear = ear_of(_token(scope), now=utc_now())
        if ear is None:
            # The page fetches itself, and with it a token, or learns that it may not.
            return await _refuse(send, HTTPStatus.FORBIDDEN)
        if not self._hub.is_open:
            return await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, (b"retry-after", b"5"))
        try:
            stream = self._hub.open(ear)
        except Full:
            return await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, (b"retry-after", b"60"))
        try:
            await _speak(stream, receive, send)
        except ConnectionError:
            # The browser went between two words.
            pass
        finally:
            self._hub.leave(stream)
        return HTTPStatus.OK


async def _speak(stream: Stream, receive: Receive, send: Send) -> None:
    """Until the browser goes, the token is over, or we stop."""
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), *_HEADERS]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send(_part(": here\n\n"))
    gone = asyncio.ensure_future(_until_gone(receive))
    news = asyncio.ensure_future(stream.take())
    try:
        while not stream.is_over and (rest := _rest(stream.ear, utc_now())) > 0:
            waits = min(BREATH, rest)
            # Always both: else closed browsers would stay for ever.
            await asyncio.wait({gone, news}, timeout=waits, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return
            told = "".join(news.result()) if news.done() else ": \n\n"
            if news.done():
                news = asyncio.ensure_future(stream.take())
            if told:
                await send(_part(told))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        news.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _rest(ear: Ear, now: datetime) -> float:
    return (ear.until - now).total_seconds()


def _token(scope: MutableMapping[str, Any]) -> str:
    query: dict[str, list[str]] = parse_qs(scope["query_string"].decode("latin-1"))
    return query.get("token", [""])[0]


async def _refuse(send: Send, status: HTTPStatus, *more: tuple[bytes, bytes]) -> HTTPStatus:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS, *more]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": f"{status.phrase}.\n".encode()})
    return status


def _part(text: str) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}
