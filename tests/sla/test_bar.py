"""The picture of a clock: parts that add up, and the mark of the deadline."""

from __future__ import annotations

import pytest

from qendra.sla.bar import Bar, Part, bar, shares
from qendra.sla.clock import Party, segments
from qendra.sla.key import key_of
from qendra.sla.wording import Audience
from tests.sla.story import at, story


def test_half_of_the_time_is_half_of_the_bar() -> None:
    told = segments(story("opened 08:00"), at("10:00"))
    assert bar(told, at("12:00")) == Bar((Part(Party.PROVIDER, 0, 50),), 100)


def test_what_is_late_reaches_beyond_the_mark() -> None:
    told = segments(story("opened 08:00"), at("12:00"))
    assert bar(told, at("10:00")) == Bar((Part(Party.PROVIDER, 0, 100),), 50)


def test_every_party_has_its_part_and_they_add_up() -> None:
    told = segments(
        story("opened 08:00", "began customer 09:00", "ended customer 11:00"), at("12:00")
    )
    drawn = bar(told, None)
    assert drawn is not None
    assert [part.party for part in drawn.parts] == [Party.PROVIDER, Party.CUSTOMER, Party.PROVIDER]
    assert sum(part.width for part in drawn.parts) == pytest.approx(100)
    assert drawn.due is None


def test_its_key_says_how_long_each_had_the_time() -> None:
    told = segments(
        story(
            "opened 08:00",
            "began customer 09:00",
            "ended customer 11:00",
            "began carrier 11:00",
            "ended carrier 11:00",
        ),
        at("12:00"),
    )
    assert shares(told) == ((Party.PROVIDER, 7200), (Party.CUSTOMER, 7200))
    assert [(each.name, each.length) for each in key_of(shares(told), Audience.CUSTOMER)] == [
        ("we worked on it", "2 h"),
        ("we waited for you", "2 h"),
    ]
    assert [each.name for each in key_of(shares(told), Audience.STAFF)] == [
        "ours",
        "the customer's",
    ]


def test_without_any_time_there_is_no_picture() -> None:
    assert bar([], at("10:00")) is None
    assert bar(segments(story("opened 08:00"), at("08:00")), None) is None
