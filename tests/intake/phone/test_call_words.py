"""How the words of a call are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.intake.phone.call import SUBJECT_LENGTH, digits_of, is_same_number, subject_of


@pytest.mark.parametrize(
    ("description", "subject"),
    [
        ("The line is dead. Since lunch.", "The line is dead"),
        ("\n  No light on port 3\nmore", "No light on port 3"),
        ("Loss to 192.0.2.7 and 1.5 s delay", "Loss to 192.0.2.7 and 1.5 s delay"),
        ("", ""),
    ],
)
def test_the_first_sentence_is_the_subject(description: str, subject: str) -> None:
    assert subject_of(description) == subject


def test_a_long_sentence_is_cut_at_a_word() -> None:
    subject = subject_of("word " * 60)
    assert len(subject) <= SUBJECT_LENGTH + 2
    assert subject.endswith("word …")


@given(st.text())
def test_any_description_has_a_subject_of_one_line(description: str) -> None:
    subject = subject_of(description)
    assert len(subject) <= SUBJECT_LENGTH + 2
    assert len(subject.splitlines()) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+355 69 123 4567", "00355-69-1234567"),
        ("+355 69 123 4567", "069 123 4567"),
        ("069/123 45 67", "+355691234567"),
        ("+44 20 7946 0000", "+44 20 7946 0000"),
    ],
)
def test_spellings_of_one_number_agree(one: str, other: str) -> None:
    assert is_same_number(one, other)
    assert is_same_number(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("+355 69 1", "+355 69 2"),
        ("0", "+3550"),
        ("04567", "+355 69 123 4567"),
        ("x", "y"),
    ],
)
def test_other_numbers_do_not(one: str, other: str) -> None:
    assert not is_same_number(one, other)


@given(st.text(alphabet="+0123456789 -/()."))
def test_digits_are_only_digits(number: str) -> None:
    digits = digits_of(number)
    assert digits == "" or digits.isdigit()
