"""What becomes of troubles over time, and when somebody is told. Pure.

A trouble is told once it was seen twice, again every half an hour while it lasts, and its end
when all has been well for two minutes: what goes and comes within that time is one trouble.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# A restart takes less, and is no trouble.
CONFIRMED_AFTER = timedelta(seconds=10)
REPEAT_AFTER = timedelta(minutes=30)
CALM_AFTER = timedelta(minutes=2)

DATABASE = "database"
WEB = "web"

# Name → sentence: what is wrong at this moment.
Troubles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A trouble and what was done about it. ``gone_at``: it is not there any more."""

    sentence: str
    since: datetime
    told_at: datetime | None = None
    gone_at: datetime | None = None


Memory = Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What somebody is told now: the troubles there are; none when all is well again."""

    troubles: tuple[Known, ...]


def remembered(memory: Memory, seen: Troubles, now: datetime) -> Memory:
    """What is known after another look.

    Without the database nothing is known of the work, so its troubles stay as they were. What
    went before anybody was told is forgotten.
    """
    after: dict[str, Known] = {}
    for name in dict.fromkeys([*memory, *seen]):
        known = memory.get(name)
        if name in seen:
            old = known if known and not _is_over(known, now) else Known("", since=now)
            after[name] = replace(old, sentence=seen[name], gone_at=None)
        elif known and DATABASE in seen and name != WEB:
            after[name] = known
        elif known and known.told_at is not None:
            after[name] = replace(known, gone_at=known.gone_at or now)
    return after


def _is_over(known: Known, now: datetime) -> bool:
    return known.gone_at is not None and now - known.gone_at >= CALM_AFTER


def alarm_for(memory: Memory, now: datetime) -> Alarm | None:
    """What to tell at this moment, if anything; ``told`` when it was."""
    here = [known for known in memory.values() if known.gone_at is None]
    if not here:
        is_calm = all(_is_over(known, now) for known in memory.values())
        return Alarm(()) if memory and is_calm else None
    certain = [known for known in here if known.told_at or now - known.since >= CONFIRMED_AFTER]
    is_due = any(known.told_at is None or now - known.told_at >= REPEAT_AFTER for known in certain)
    return Alarm(tuple(certain)) if is_due else None


def told(memory: Memory, alarm: Alarm, now: datetime) -> Memory:
    """What is known after this alarm reached somebody."""
    if not alarm.troubles:
        return {}
    return {
        name: replace(known, told_at=now) if known in alarm.troubles else known
        for name, known in memory.items()
    }
