"""When a delivery is tried again, and when we stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.webhooks.retries import (
    MIN_ATTEMPTS,
    delay_after,
    is_hopeless,
    is_lost,
    wished_delay,
)
from tests.cast import NOW

DAY = timedelta(days=1)


def test_the_delays_grow_from_seconds_to_a_day_and_stay_there() -> None:
    delays = [delay_after(failures) for failures in range(1, 30)]
    assert delays == sorted(delays)
    assert (delays[0], delays[-1]) == (timedelta(seconds=5), DAY)


def test_a_receiver_is_lost_after_three_days_and_enough_attempts() -> None:
    since = NOW - 3 * DAY
    assert is_lost(MIN_ATTEMPTS, failing_since=since, at=NOW)
    assert not is_lost(MIN_ATTEMPTS - 1, failing_since=since, at=NOW)
    assert not is_lost(99, failing_since=since + timedelta(seconds=1), at=NOW)


def test_one_that_always_fails_is_lost_within_four_days() -> None:
    at, failures = NOW, 1
    while not is_lost(failures, failing_since=NOW, at=at):
        at, failures = at + delay_after(failures), failures + 1
    assert at - NOW < 4 * DAY
    assert failures > MIN_ATTEMPTS


def test_a_delivery_is_hopeless_after_its_time_and_enough_attempts() -> None:
    assert is_hopeless(MIN_ATTEMPTS, give_up_after=NOW, at=NOW)
    assert not is_hopeless(MIN_ATTEMPTS - 1, give_up_after=NOW, at=NOW)
    assert not is_hopeless(99, give_up_after=NOW, at=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("999999999", 86400),
        ("Wed, 11 Mar 2026 09:02:00 GMT", 120),
        ("Wed, 11 Mar 2026 08:00:00 GMT", 0),
        ("Wed, 11 Mar 2126 09:00:00 GMT", 86400),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("٣", 0),
        ("9" * 400, 0),
        ("Wed, 99 Mar 2026 09:02:00 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_and_at_most_a_day(
    text: str, seconds: int
) -> None:
    assert wished_delay(text, at=NOW) == timedelta(seconds=seconds)
