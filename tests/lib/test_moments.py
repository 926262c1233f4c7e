"""Moments are told in few words from afar and exactly when asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import get_language
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.moments import both, exact, patterns, relative

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=40), "now"),
        (timedelta(minutes=5), "in 5 min"),
        (timedelta(hours=2, minutes=10), "in 2 h 10 min"),
        (timedelta(hours=3), "in 3 h"),
        (timedelta(days=1, hours=4), "in 1 d 4 h"),
        (timedelta(days=9, hours=4), "in 9 d"),
        (-timedelta(minutes=12), "12 min ago"),
        (-timedelta(days=2), "2 d ago"),
    ],
)
def test_distance_is_told_in_two_units_at_most(distance: timedelta, words: str) -> None:
    assert relative(NOW + distance, NOW) == words


@given(st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000)))
def test_both_ways_to_tell_a_moment_at_once_are_the_same(distance: timedelta) -> None:
    moment, zone = NOW + distance, "Europe/Tirane"
    told = both(moment, zone, NOW, get_language())
    assert told == (exact(moment, zone, NOW), relative(moment, NOW))


@given(st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000)))
def test_every_distance_has_words(distance: timedelta) -> None:
    told = relative(NOW + distance, NOW)
    assert told
    assert "%" not in told


def test_the_exact_moment_names_its_zone_and_utc() -> None:
    assert exact(NOW, "Europe/Tirane", NOW) == "Wed 11 Mar, 10:00 CET (09:00 UTC)"
    assert exact(NOW, "UTC", NOW) == "Wed 11 Mar, 09:00 UTC"


def test_a_sentence_from_right_to_left_keeps_hour_zone_and_utc_in_their_order() -> None:
    with translation.override("ar"):
        near, far = exact(NOW, "Europe/Tirane", NOW), exact(NOW, "UTC", NOW + timedelta(days=400))
    assert near.endswith(", \u206610:00 CET (09:00 UTC)\u2069")
    assert far.endswith(", \u206609:00 UTC\u2069")


@pytest.mark.parametrize("language", ["en", "sq", "de", "fr", "it"])
def test_other_languages_get_no_characters_that_nobody_sees(language: str) -> None:
    with translation.override(language):
        assert exact(NOW, "Europe/Tirane", NOW).endswith(", 10:00 CET (09:00 UTC)")


def test_a_moment_far_away_names_its_year() -> None:
    assert exact(NOW, "UTC", NOW + timedelta(days=400)) == "11 Mar 2026, 09:00 UTC"


def test_a_zone_that_does_not_exist_is_utc() -> None:
    assert exact(NOW, "Mars/Olympus", NOW) == "Wed 11 Mar, 09:00 UTC"


def test_the_browser_gets_every_pattern() -> None:
    assert set(patterns()) == {"now", "ahead", "past", "d", "dh", "hm", "h", "m"}
