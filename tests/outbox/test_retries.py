"""Back-off and patience."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.outbox.retries import LONGEST_DELAY, delay_after, is_hopeless

GIVE_UP = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600)]
)
def test_it_waits_twice_as_long_each_time_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert delay_after(attempts) == timedelta(seconds=seconds)


@given(st.integers(min_value=-5, max_value=10**9))
def test_it_always_waits_and_never_more_than_an_hour(attempts: int) -> None:
    assert timedelta(seconds=30) <= delay_after(attempts) <= LONGEST_DELAY


@pytest.mark.parametrize(
    ("attempts", "at", "hopeless"),
    [
        (10, GIVE_UP, True),
        (9, GIVE_UP, False),
        (1000, GIVE_UP - timedelta(seconds=1), False),
    ],
)
def test_it_gives_up_after_ten_attempts_and_two_days(
    attempts: int, at: datetime, *, hopeless: bool
) -> None:
    assert is_hopeless(attempts, give_up_after=GIVE_UP, at=at) is hopeless
