"""When a nightly backup is due, and when its restore test. Pure: no Django."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

# A little less than a week, so that the test stays on its night whatever the hour it ended.
WEEK = timedelta(days=6, hours=12)


def latest_due(now: datetime, at: time, zone: tzinfo) -> datetime:
    """The last moment, until ``now``, at which a backup fell due; UTC.

    One a day, when clocks in ``zone`` show ``at``. Where they skip it, as much later as they
    skip; where they show it twice, the first time.
    """
    today = now.astimezone(zone).date()
    # Three days, for a zone may skip a whole one when it crosses the date line.
    days = [today - timedelta(days=back) for back in range(3)]
    moments = [datetime.combine(day, at, zone).astimezone(UTC) for day in days]
    return next(moment for moment in moments if moment <= now)


def wants_test(made_at: datetime, last_good_at: datetime | None, *, weekly: bool) -> bool:
    """Whether an archive is to be tested; ``last_good_at`` is when the last good one was made.

    Every archive is; ``weekly``: one a week, and every one until one is good.
    """
    return not weekly or last_good_at is None or made_at - last_good_at >= WEEK
