"""The moments of an event that comes again (RFC 5545, 3.8.5). Pure: no Django.

Counted on the clock on the wall of the event's own zone, as its author sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import vRecur

# What calendars of people write; rarer rules could keep us counting for minutes.
PLAIN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
OF_MONTHS = PLAIN | {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}
KNOWN = {"DAILY": PLAIN, "WEEKLY": PLAIN, "MONTHLY": OF_MONTHS, "YEARLY": OF_MONTHS}
FIRST_YEAR = 1990


class UnknownRule(ValueError):
    """A rule that we do not follow."""


def moments_of(
    rule: Mapping[str, Sequence[Any]], begins: datetime, end: datetime
) -> Iterator[datetime]:
    """When an event that first begins at ``begins`` comes, before ``end``."""
    _check(rule, begins)
    zone = begins.tzinfo
    parts = {name: values for name, values in rule.items() if name != "UNTIL"}
    last = min(_on_the_wall(each, zone) for each in (*rule.get("UNTIL", ()), end))
    # Nothing is asked for after the end, so that the counting ends there, too.
    bounded = vRecur({**parts, **({} if "COUNT" in parts else {"UNTIL": last})})
    text: str = bounded.to_ical().decode()  # type: ignore[no-untyped-call]  # its author's
    for moment in rrulestr(text, dtstart=begins.replace(tzinfo=None)):
        if moment > last:
            return
        yield moment.replace(tzinfo=zone)


def _check(rule: Mapping[str, Sequence[Any]], begins: datetime) -> None:
    known = KNOWN.get(str(next(iter(rule.get("FREQ", ())), "")))
    if known is None or not set(rule) <= known or begins.year < FIRST_YEAR:
        raise UnknownRule


def _on_the_wall(moment: date | datetime, zone: tzinfo | None) -> datetime:
    """As the clock of the zone shows it; of a day its last moment."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.max)
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)
