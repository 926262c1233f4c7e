"""What a calendar file of somebody says (RFC 5545). Pure: no Django.

A file of a stranger: bounded in size and number, and whatever is wrong in it is one error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from qendra.rotas.ical.recurring import moments_of

MOST_BYTES = 2**20
MOST_EVENTS = 500
MOST_TITLE = 150
A_DAY = timedelta(days=1)
HIDDEN = frozenset({"PRIVATE", "CONFIDENTIAL"})


class Unreadable(ValueError):
    """The file is no calendar, or has more in it than anybody plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One event of a span. ``source`` names it: the same in every file that has it.

    ``people`` are the mail addresses of those who take part; ``title`` is empty where it is
    nobody else's business.
    """

    source: str
    start: datetime
    end: datetime
    title: str
    people: tuple[str, ...] = ()


def events_of(content: bytes, zone: ZoneInfo, start: datetime, end: datetime) -> list[Found]:
    """The events of a file that touch the span, in order; ``zone`` is that of days without one."""
    if len(content) > MOST_BYTES:
        raise Unreadable
    try:
        found = sorted(_all(content, zone, start, end), key=lambda each: (each.start, each.source))
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable from error
    return found


def _all(content: bytes, zone: ZoneInfo, start: datetime, end: datetime) -> list[Found]:
    calendars = Calendar.from_ical(content, multiple=True)
    if not calendars:
        raise Unreadable
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    moved = {
        (str(event.get("uid", "")), _moment(event.decoded("recurrence-id"), zone))
        for event in events
        if "recurrence-id" in event
    }
    found = list[Found]()
    for event in events:
        for each in _of(event, zone, end, moved):
            if each.start < end and each.end > start:
                found.append(each)
            if len(found) > MOST_EVENTS:
                raise Unreadable
    return found


def _of(
    event: Component, zone: ZoneInfo, end: datetime, moved: set[tuple[str, datetime]]
) -> Iterator[Found]:
    """The event, or each of its times but those that were moved or called off."""
    if str(event.get("status", "")).upper() == "CANCELLED":
        return
    uid, begins = str(event.get("uid", "")), _moment(event.decoded("dtstart"), zone)
    length = _length(event, zone, begins)
    if "recurrence-id" in event:
        yield _found(event, uid, _moment(event.decoded("recurrence-id"), zone), begins, length)
    elif "rrule" not in event:
        yield _found(event, uid, None, begins, length)
    else:
        rule: Any = event["rrule"]
        off = {_moment(each, zone) for each in _dates(event.get("exdate"))}
        for moment in moments_of(rule, begins, end):
            if moment not in off and (uid, moment) not in moved:
                yield _found(event, uid, moment, moment, length)


def _found(
    event: Component, uid: str, original: datetime | None, begins: datetime, length: timedelta
) -> Found:
    named = f"{uid}|{original.timestamp() if original else ''}"
    is_hidden = str(event.get("class", "")).upper() in HIDDEN
    title = " ".join(str(event.get("summary", "")).split())[:MOST_TITLE]
    return Found(
        source=hashlib.sha256(named.encode(errors="replace")).hexdigest(),
        start=begins,
        end=begins + length,
        title="" if is_hidden else title,
        people=tuple(_addresses(event)),
    )


def _length(event: Component, zone: ZoneInfo, begins: datetime) -> timedelta:
    """How long it lasts, on the clock on the wall; a day without an end is that day."""
    if "dtend" in event:
        ends = _moment(event.decoded("dtend"), zone)
        return max(ends - begins, timedelta())
    if "duration" in event:
        length: timedelta = event.decoded("duration")
        return max(length, timedelta())
    is_day = not isinstance(event.decoded("dtstart"), datetime)
    return A_DAY if is_day else timedelta()


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _dates(value: Any) -> Iterator[date | datetime]:  # noqa: ANN401 (one list or several)
    for each in value if isinstance(value, list) else [value]:
        if each is not None:
            yield from (one.dt for one in each.dts)


def _addresses(event: Component) -> Iterator[str]:
    """Who takes part; without anybody, whose event it is."""
    for name in ("attendee", "organizer"):
        given = event.get(name)
        found = [str(each) for each in (given if isinstance(given, list) else [given]) if each]
        if found:
            yield from (each.lower().removeprefix("mailto:") for each in found)
            return
