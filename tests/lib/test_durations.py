"""Lengths of time as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.durations import MOST, read, written


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("15 min", 15), ("15", 15), ("4 h", 240), ("4h", 240), ("1 h 30 min", 90), (" 1H30M ", 90)],
)
def test_it_reads_what_people_type(text: str, minutes: int) -> None:
    assert read(text) == minutes


@pytest.mark.parametrize("text", ["", "soon", "-5", "0", "4 days", "1.5 h", "999999 h"])
def test_what_is_no_length_is_none(text: str) -> None:
    assert read(text) is None


@given(st.integers(1, MOST))
def test_what_is_written_is_read_again(minutes: int) -> None:
    assert read(written(minutes)) == minutes
