"""Telephone numbers: any spelling is one number, and one number in any spelling is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qendra.lib.telephone import Number, digits_of, is_same_number, number_in, shown_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("069 200 3000", Number("+355692003000")),
        ("00355 69 200 3000", Number("+355692003000")),
        (" (069) 200-3000 ", Number("+355692003000")),
        ("+44 (0)20 7946 0958", Number("+442079460958")),
        ("+355 4 2200 100 ext 12", Number("+35542200100", "12")),
        ("+355 4 2200 100 x12", Number("+35542200100", "12")),
        ("tel:+44-20-7946-0958;ext=33", Number("+442079460958", "33")),
    ],
)
def test_a_number_is_read_as_e164_with_its_extension(text: str, number: Number) -> None:
    assert number_in(text, "AL") == number


@pytest.mark.parametrize("text", ["", "204", "IPT-10001", "Besa", "+355 68 1", "call 069 200 3000"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert number_in(text, "AL") is None


def test_the_country_decides_what_a_national_number_means() -> None:
    assert number_in("030 123456", "DE") == Number("+4930123456")
    assert number_in("0039 06 6982 1234", "DE") == Number("+390669821234")


def test_a_number_is_shown_in_groups_and_anything_else_as_it_was_written() -> None:
    assert shown_number("00355692003000", "AL") == "+355 69 200 3000"
    assert shown_number("+355 4 2200 100 x12", "AL") == "+355 4 220 0100 ext. 12"
    assert shown_number(" front desk ", "AL") == "front desk"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+355 69 123 4567", "00355-69-1234567"),
        ("+355 69 123 4567", "069 123 4567"),
        ("069/123 45 67", "+355691234567"),
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("+44 (0)20 7946 0000", "0044 20 79460000"),
        ("030 123456", "+49 30 123456"),
        ("+355 4 2200 100", "+355 4 2200 100 ext 12"),
    ],
)
def test_spellings_of_one_number_agree(one: str, other: str) -> None:
    assert is_same_number(one, other, "AL")
    assert is_same_number(other, one, "AL")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("+355 69 1", "+355 69 2"),
        ("0", "+3550"),
        ("04567", "+355 69 123 4567"),
        ("x", "y"),
        ("+355 4 2200 100 ext 12", "+355 4 2200 100 ext 13"),
        ("+355 69 123 4567", "+383 69 123 4567"),
    ],
)
def test_other_numbers_do_not(one: str, other: str) -> None:
    assert not is_same_number(one, other, "AL")


@given(st.text(alphabet="+0123456789 -/().;x"))
def test_digits_are_only_digits_whatever_is_read(number: str) -> None:
    digits = digits_of(number)
    assert digits == "" or digits.isdigit()
    assert is_same_number(number, number, "AL") == bool(digits)
