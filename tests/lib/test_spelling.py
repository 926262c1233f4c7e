"""How an ID is read out on the telephone."""

from __future__ import annotations

import string

import pytest

from qendra.lib.spelling import SAID, spelled


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("IS-1234-5678-9", ("India Sierra", "one two three four", "five six seven eight", "nine")),
        ("qx 0", ("Quebec X-ray", "zero")),
        ("", ()),
        ("--", ()),
    ],
)
def test_letters_by_the_icao_alphabet_and_digits_as_spoken(
    text: str, groups: tuple[str, ...]
) -> None:
    assert spelled(text) == groups


def test_every_letter_and_digit_has_a_word_that_begins_like_it() -> None:
    assert set(SAID) == {*string.ascii_uppercase, *string.digits}
    assert all(word.startswith(sign) for sign, word in SAID.items() if sign.isalpha())
