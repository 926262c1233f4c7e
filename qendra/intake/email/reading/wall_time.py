"""From the words of a day and a time of day to a moment in UTC, where there is such a moment."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from qendra.intake.email.reading import time_words as words
from qendra.intake.email.reading.zones import zone_of
from qendra.lib.plausible import A_YEAR

CLOCK_SKEW = timedelta(minutes=10)
# "since 18:00" in the morning means yesterday; "since 10:15" at ten is a mistake in the zone.
LAST_NIGHT = timedelta(hours=16)


@dataclass(frozen=True)
class Written:
    """When words were written (aware), and the zone in which their times are read.

    Where `is_known` is False, `at` only bounds them: "10:15" and "yesterday" then name no day.
    """

    at: datetime
    zone: tzinfo
    is_known: bool = True


def names_a_day(match: re.Match[str]) -> bool:
    """Whether the words of this match name the day as well."""
    found = match.groupdict()
    return bool(_day_word(found)) or any(found.get(f"d{n}") for n in range(1, 6))


def moment_of(match: re.Match[str], written: Written, day_word: str = "") -> datetime | None:
    """The moment of a match in UTC; None when it is impossible, too old or in the future.

    `day_word` ("yesterday") names the day where the match itself names none.
    """
    found = match.groupdict()
    found["later"] = found.get("later") or day_word
    zone = zone_of(found.get("zone") or "", written.zone)
    if zone is None:
        return None
    received = written.at.astimezone(zone)
    try:
        day, is_open = _day(found, received.date())
        if not written.is_known and (is_open or _day_word(found)):
            return None
        at = _at(found, day, received, is_open=is_open)
    except (ValueError, OverflowError):
        return None
    return at if at and written.at - A_YEAR <= at <= written.at + CLOCK_SKEW else None


def ago(match: re.Match[str], written: Written) -> datetime | None:
    """The moment of "for two hours" or "20 minutes ago", to the minute."""
    if not written.is_known or (match[0][:1].isdigit() and not match["ago"]):
        return None
    unit = "minutes" if match["unit"].lower().startswith("min") else "hours"
    at = written.at - timedelta(**{unit: int(match["count"])})
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _at(
    found: dict[str, str | None], day: date, received: datetime, *, is_open: bool
) -> datetime | None:
    hour = _hour(found) + _hours_of_evening(found)
    wall = datetime(day.year, day.month, day.day, hour % 24, int(found["minute"] or 0),
                    int(found["second"] or 0), tzinfo=received.tzinfo)  # fmt: skip
    wall += timedelta(days=hour // 24)
    if is_open and wall > received + CLOCK_SKEW:
        # "since 23:50" in a mail of ten past midnight.
        wall = (wall.replace(tzinfo=None) - timedelta(days=1)).replace(tzinfo=received.tzinfo)
        if wall < received - LAST_NIGHT:
            return None
    return wall.astimezone(UTC)


def _hour(found: dict[str, str | None]) -> int:
    hour = int(found["hour"] or 0)
    half = (found.get("half") or found.get("half2") or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour on a twelve-hour clock")
    if hour == 24 and int(found["minute"] or 0):
        raise ValueError("no time after 24:00")
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def _hours_of_evening(found: dict[str, str | None]) -> int:
    """What "yesterday evening 10:40" adds to the hour; "last night 01:30" is after midnight."""
    word = _day_word(found)
    hour = int(found["hour"] or 0)
    if found.get("half") or found.get("half2") or hour >= 12:
        return 0
    if word in words.NIGHTS and hour < 6:
        return 24
    return 12 if word in words.EVENINGS or word in words.NIGHTS else 0


def _day(found: dict[str, str | None], today: date) -> tuple[date, bool]:
    """(the day, whether it was left open and may move to yesterday)."""
    if word := _day_word(found):
        return today - timedelta(days=words.DAY_WORDS[word]), False
    number = next((found[f"d{n}"] for n in range(1, 6) if found.get(f"d{n}")), None)
    if number is None:
        return today, True
    name = found.get("n4") or found.get("n5")
    month = words.MONTHS[name.lower()] if name else int(
        next(found[f"m{n}"] or "0" for n in range(1, 4) if found.get(f"m{n}"))
    )  # fmt: skip
    year = next((found[f"y{n}"] for n in (1, 2, 4, 5) if found.get(f"y{n}")), None)
    day_number = int(number)
    if found.get("d2"):
        day_number, month = _in_order(found, day_number, month)
    return _dated(day_number, month, year, today), False


def _in_order(found: dict[str, str | None], day: int, month: int) -> tuple[int, int]:
    """(day, month) of "23/11/2026"; "11/3/2026 9:12 am" may be of March or November."""
    is_american = found.get("mark") == "/" and (found.get("half") or found.get("half2"))
    if is_american and day != month and day <= 12 and month <= 12:
        raise ValueError("day and month may stand in either order")
    return (month, day) if month > 12 >= day else (day, month)


def _day_word(found: dict[str, str | None]) -> str:
    return " ".join((found.get("word") or found.get("later") or "").lower().split())


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Without a year the nearest such day that is not after tomorrow."""
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this_year = date(today.year, month, day)
    if this_year <= today + timedelta(days=1):
        return this_year
    return date(today.year - 1, month, day)
