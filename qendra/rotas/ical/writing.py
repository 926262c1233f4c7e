"""A calendar that other programs subscribe to (RFC 5545). Pure: no Django.

All moments are in UTC, so that no program has to know our time zones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Qendra//On call//EN"
ASKED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One event. The same shift has the same ``uid`` whenever it is read."""

    uid: str
    start: datetime
    end: datetime
    title: str
    told: str
    url: str


def calendar_of(name: str, turns: Iterable[Turn], now: datetime) -> bytes:
    """The whole calendar; programs ask again every hour."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASKED_EVERY, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for turn in turns:
        calendar.add_component(_event(turn, now))
    text: bytes = calendar.to_ical()
    return text


def _event(turn: Turn, now: datetime) -> Event:
    event = Event()
    event.add("uid", turn.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", turn.start.astimezone(UTC))
    event.add("dtend", turn.end.astimezone(UTC))
    event.add("summary", turn.title)
    if turn.told:
        event.add("description", turn.told)
    event.add("url", turn.url)
    # A shift is no meeting: it blocks nobody's day.
    event.add("transp", "TRANSPARENT")
    return event
