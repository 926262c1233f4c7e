"""The ticket ID (S3): unique, revealing nothing, and telling a typing error from a stranger's."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib import ticket_id
from qendra.lib.ticket_id import CAPACITY, Reading

KEY = b"a key of this test"
places = st.integers(min_value=0, max_value=CAPACITY - 1)


def test_numbers_never_collide() -> None:
    numbers = {ticket_id.number_for(place, KEY) for place in range(20_000)}
    assert len(numbers) == 20_000


@given(places, places)
def test_two_places_never_share_a_number(one: int, other: int) -> None:
    same = ticket_id.number_for(one, KEY) == ticket_id.number_for(other, KEY)
    assert same == (one == other)


def test_the_order_of_tickets_cannot_be_read_from_their_numbers() -> None:
    numbers = [ticket_id.number_for(place, KEY) for place in range(1000)]
    rising = sum(a < b for a, b in itertools.pairwise(numbers))
    assert 400 < rising < 600
    assert numbers[:3] != [ticket_id.number_for(place, b"another key") for place in range(3)]


@given(places)
def test_it_is_read_in_any_case_and_spacing_with_or_without_prefix(place: int) -> None:
    number = ticket_id.number_for(place, KEY)
    shown = ticket_id.shown(number, "IS")
    spellings = [shown, shown.lower(), shown.replace("-", " "), shown.replace("-", ""), number]
    spellings += [f"  {number[:4]} {number[4:8]}-{number[8]} ", shown.replace("-", "\u2011")]
    for spelling in spellings:
        found = ticket_id.parse(spelling, "IS")
        assert found == ticket_id.FoundID(number, Reading.VALID), spelling


@given(places, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_named_as_such(place: int, where: int, by: int) -> None:
    number = ticket_id.number_for(place, KEY)
    wrong = number[:where] + str((int(number[where]) + by) % 10) + number[where + 1 :]
    found = ticket_id.parse(ticket_id.shown(wrong, "IS"), "IS")
    assert found is not None
    assert found.reading is Reading.MISTYPED


def test_it_is_found_in_a_subject_only_with_the_prefix_of_the_installation() -> None:
    number = ticket_id.number_for(7, KEY)
    shown = ticket_id.shown(number, "IS")
    assert [f.number for f in ticket_id.find_all(f"Re: [{shown}] Link down", "IS")] == [number]
    assert ticket_id.find_all(f"Re: {number} and 1234 5678 9", "IS") == []
    assert ticket_id.find_all(f"Re: {ticket_id.shown(number, 'ZZ')}", "IS") == []


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    ticket_id.find_all(text, "IS")
    ticket_id.parse(text, "IS")


def test_a_place_outside_the_sequence_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        ticket_id.number_for(CAPACITY, KEY)
