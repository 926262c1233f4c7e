"""Which moments can be meant, at the edges."""

from __future__ import annotations

from datetime import timedelta

from qendra.lib.plausible import A_YEAR, TOLERANCE, is_still_to_come, is_too_long_ago
from tests.cast import NOW

MOMENT = timedelta(microseconds=1)


def test_a_year_ago_can_be_meant_and_no_moment_before() -> None:
    assert not is_too_long_ago(NOW - A_YEAR, NOW)
    assert is_too_long_ago(NOW - A_YEAR - MOMENT, NOW)


def test_a_nearer_limit_may_be_named() -> None:
    assert is_too_long_ago(NOW - timedelta(days=8), NOW, within=timedelta(days=7))


def test_clocks_may_differ_a_little() -> None:
    assert not is_still_to_come(NOW + TOLERANCE, NOW)
    assert is_still_to_come(NOW + TOLERANCE + MOMENT, NOW)
