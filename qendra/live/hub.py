"""The open pages of this process, and the news on their way to each.

One object a process, in its event loop only: no locks. What was told of late is kept for a
moment, for pages that were drawn before it and began to listen after it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from qendra.live.news import Told
from qendra.live.topics import CALLS, LISTS, Ear, case, people, ticket

# Between drawing a page and its first breath lies the way to the browser and back.
KEPT = timedelta(seconds=90)
# More than a house has people; pages need some connections too.
MOST_STREAMS = 2000


class Full(Exception):
    """No more pages can listen here."""


class Stream:
    """What one page has not been told yet: the newest message a topic, so it never grows."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.is_over = False
        self._waiting: dict[str, str] = {}
        self._bell = asyncio.Event()

    def put(self, topic: str, message: str) -> None:
        self._waiting[topic] = message
        self._bell.set()

    def end(self) -> None:
        self.is_over = True
        self._bell.set()

    async def take(self) -> list[str]:
        """Wait for something to tell; nothing when it is over."""
        await self._bell.wait()
        self._bell.clear()
        taken, self._waiting = list(self._waiting.values()), {}
        return taken


class Hub:
    """Who listens to what."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._by_topic = defaultdict[str, set[Stream]](set)
        self._recent: dict[str, tuple[datetime, str]] = {}
        # Since when we hear of everything; None while we hear nothing.
        self._hears_since: datetime | None = None
        self._is_closed = False

    @property
    def is_open(self) -> bool:
        return self._hears_since is not None and not self._is_closed

    def __len__(self) -> int:
        return len(self._streams)

    def hears(self, now: datetime) -> None:
        """From now on the database tells us everything."""
        self._hears_since = now

    def is_deaf(self) -> None:
        """It does not any more: pages are better off asking by themselves."""
        self._hears_since = None
        self._recent.clear()
        self._end_all()

    def close(self) -> None:
        """The process stops."""
        self._is_closed = True
        self._end_all()

    def open(self, ear: Ear) -> Stream:
        """A page begins to listen; it is told at once what it missed since it was drawn."""
        if len(self._streams) >= MOST_STREAMS:
            raise Full
        stream = Stream(ear)
        self._streams.add(stream)
        for topic in ear.topics:
            self._by_topic[topic].add(stream)
            at, message = self._recent.get(topic, (ear.drawn_at, ""))
            if message and at >= ear.drawn_at:
                stream.put(topic, message)
        if self._hears_since is None or self._hears_since > ear.drawn_at:
            stream.put("", _event("look"))
        return stream

    def leave(self, stream: Stream) -> None:
        """The page is gone."""
        self._streams.discard(stream)
        for topic in stream.ear.topics:
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def tell(self, payload: str, now: datetime) -> None:
        """Pass on what the database says."""
        told = Told.read(payload)
        if told.tickets or told.lists:
            self._tell(LISTS, _event("lists"), now)
        if told.calls:
            self._tell(CALLS, _event("calls"), now)
        for number, version, is_for_customers in told.tickets:
            self._tell(ticket(number), _event("ticket", f"{number} {version}"), now)
            if is_for_customers:
                # No version: it would count what customers do not see.
                self._tell(case(number), _event("ticket", number), now)
        for number in told.people:
            self._tell(people(number), _event("people", number), now)
        self._forget(now - KEPT)

    def look(self) -> None:
        """Let every page ask what it shows: something changed that no ticket tells."""
        for stream in self._streams:
            stream.put("", _event("look"))

    def _tell(self, topic: str, message: str, now: datetime) -> None:
        self._recent.pop(topic, None)
        self._recent[topic] = (now, message)
        for stream in self._by_topic.get(topic, ()):
            stream.put(topic, message)

    def _forget(self, before: datetime) -> None:
        """The oldest stand first."""
        for topic, (at, _message) in list(self._recent.items()):
            if at >= before:
                return
            del self._recent[topic]

    def _end_all(self) -> None:
        for stream in self._streams:
            stream.end()


def utc_now() -> datetime:
    return datetime.now(UTC)


def _event(name: str, data: str = "") -> str:
    """As a browser's EventSource reads it."""
    return f"event: {name}\ndata: {data}\n\n"
