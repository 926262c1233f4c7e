"""Moments as people say them: how far away, and exactly when.

A page says many moments, and the same ones again and again: what was said is remembered, by
all that it depends on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

# js/when.js says the same in the browser, so that a page that stays open stays true.
MINUTE, HOUR, DAY = 60, 3600, 86400
# Unicode's left-to-right isolate and its end (UAX #9): what stands between them keeps its order.
LEFT_TO_RIGHT, END_OF_ISOLATE = "\u2066", "\u2069"
_REMEMBERED = 8192
# So far away the year is plain.
_NEAR = timedelta(days=180)


def relative(moment: datetime, now: datetime) -> str:
    """``in 2 h 10 min``, ``12 min ago``, ``now``: seen from ``now``; at most two units."""
    return _relative(int((moment - now).total_seconds() / MINUTE), get_language())


def span(seconds: float) -> str:
    """A length of time of a minute or more: ``3 d 4 h``, ``2 h 10 min``, ``5 min``."""
    days, rest = divmod(int(seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days >= 7 or (days and not hours):
        return _("%(days)d d") % {"days": days}
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes}


def exact(moment: datetime, zone: str, now: datetime) -> str:
    """``Sun 22 Nov, 17:22 CET (16:22 UTC)``; with the year where it is not plain from ``now``."""
    return _exact(moment, zone, abs(now - moment) < _NEAR, get_language())


def both(moment: datetime, zone: str, now: datetime, language: str | None) -> tuple[str, str]:
    """``exact`` and ``relative``; ``language`` is the one that is on, asked once for many."""
    apart = moment - now
    minutes = int(apart.total_seconds() / MINUTE)
    return _exact(moment, zone, abs(apart) < _NEAR, language), _relative(minutes, language)


@lru_cache(_REMEMBERED)
def _relative(minutes: int, language: str | None) -> str:
    if not minutes:
        return _("now")
    told = span(abs(minutes) * MINUTE)
    return (_("in %(span)s") if minutes > 0 else _("%(span)s ago")) % {"span": told}


@lru_cache(_REMEMBERED)
def _exact(moment: datetime, zone: str, is_near: bool, language: str | None) -> str:  # noqa: FBT001 (a key)
    local = moment.astimezone(zone_named(zone))
    clock = f"{local:%H:%M} {local.tzname()}"
    if local.utcoffset() != timedelta():
        clock = f"{clock} ({moment.astimezone(UTC):%H:%M} UTC)"
    return f"{date_format(local, 'D j M' if is_near else 'j M Y')}, {kept_together(clock)}"


def kept_together(clock: str) -> str:
    """A time of day with its zone, which a sentence written from right to left does not reorder.

    Other languages get it as it is: their plain text needs no characters that nobody sees.
    """
    return f"{LEFT_TO_RIGHT}{clock}{END_OF_ISOLATE}" if get_language_bidi() else clock


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def patterns() -> dict[str, str]:
    """The same sentences for the browser, in the reader's language."""
    return {
        "now": _("now"),
        "ahead": _("in %(span)s"),
        "past": _("%(span)s ago"),
        "d": _("%(days)d d"),
        "dh": _("%(days)d d %(hours)d h"),
        "hm": _("%(hours)d h %(minutes)d min"),
        "h": _("%(hours)d h"),
        "m": _("%(minutes)d min"),
    }
