"""Which nightly archives are kept. Pure: no Django.

The newest always, and one for each of the last days, weeks and months. Nothing goes unless a
newer archive is there that has passed its restore test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from qendra.project.environment import BadSetting

KEPT = "7 daily, 4 weekly, 6 monthly"
_PART = re.compile(r"([0-9]{1,4}) (daily|weekly|monthly)")


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, ISO weeks and months keep an archive, counting those that have one."""

    daily: int = 0
    weekly: int = 0
    monthly: int = 0


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive that is there. ``is_good``: the result of its restore test, None before it."""

    id: int
    made_at: datetime
    is_good: bool | None


def read_keep(name: str, text: str) -> Keep:
    """``7 daily, 4 weekly, 6 monthly``, or some of these; BadSetting on ``name`` else."""
    parts = [_PART.fullmatch(part.strip()) for part in text.split(",")]
    found = {part[2]: int(part[1]) for part in parts if part}
    if len(found) != len(parts) or not any(found.values()):
        raise BadSetting(f"{name} must be like {KEPT!r}, not {text!r}.")
    return Keep(**found)


def superfluous(archives: Collection[Archive], keep: Keep, zone: tzinfo) -> list[Archive]:
    """What may go, oldest first. Days, weeks and months are those of ``zone``.

    An archive that failed its test stands for no day; it stays until a newer one is good.
    """
    newest_good = max((each.made_at for each in archives if each.is_good), default=None)
    if newest_good is None:
        return []
    kept = _kept([each for each in archives if each.is_good is not False], keep, zone)
    gone = [each for each in archives if each.id not in kept and each.made_at < newest_good]
    return sorted(gone, key=lambda archive: archive.made_at)


def _kept(archives: Collection[Archive], keep: Keep, zone: tzinfo) -> set[int]:
    def day(archive: Archive) -> date:
        return archive.made_at.astimezone(zone).date()

    periods: list[tuple[int, Callable[[Archive], tuple[int, ...]]]] = [
        (keep.daily, lambda archive: (day(archive).toordinal(),)),
        (keep.weekly, lambda archive: day(archive).isocalendar()[:2]),
        (keep.monthly, lambda archive: (day(archive).year, day(archive).month)),
    ]
    return {
        each.id for count, period in periods for each in _newest_of_each(archives, period, count)
    }


def _newest_of_each(
    archives: Iterable[Archive], period: Callable[[Archive], tuple[int, ...]], count: int
) -> list[Archive]:
    """One archive for each of the last ``count`` periods: the newest good one, else the newest."""
    best: dict[tuple[int, ...], Archive] = {}
    for each in sorted(archives, key=lambda archive: (bool(archive.is_good), archive.made_at)):
        best[period(each)] = each
    return [best[key] for key in sorted(best, reverse=True)[:count]]
