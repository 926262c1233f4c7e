"""Telephone numbers in any spelling, of any country. Pure: no Django.

A number is kept as somebody wrote it, because people know it so; it is compared as E.164.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

# So many digits at the end of a number are the same in every spelling of it.
TAIL = 7
# Fewer are a street number or a part of an ID.
FEWEST = 6
# An extension begins here, in whatever way it is written.
EXTENSION = "[A-Za-z#;,].*$"

_NUMBER = re.compile(
    r"(?:tel:)?\s*[+(]*\d[\d\s()./-]*(?:(?:[;,]?\s*(?:ext(?:ension)?\.?|x)|[#,;])\s*[=:]?\s*\d{1,7})?",
    re.IGNORECASE,
)
_NOT_A_DIGIT = re.compile(r"\D")
_FEWEST_NATIONAL = 7


@dataclass(frozen=True, slots=True)
class Number:
    """``e164``: a plus and digits. ``extension``: the digits dialled behind it, or none."""

    e164: str
    extension: str = ""


def number_in(text: str, country: str) -> Number | None:
    """The number that is the whole of ``text``; ``country`` is where it is dialled from.

    None for what is no number, or cannot be one, such as an internal one of three digits.
    """
    written = text.strip()
    if not _NUMBER.fullmatch(written):
        return None
    try:
        read = phonenumbers.parse(_international(written), country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    e164 = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return Number(e164, read.extension or "")


def shown_number(text: str, country: str) -> str:
    """The number as it is read best, in groups; as written where it is none."""
    number = number_in(text, country)
    if number is None:
        return text.strip()
    read = phonenumbers.parse(number.e164)
    grouped = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{grouped} ext. {number.extension}" if number.extension else grouped


def digits_of(text: str) -> str:
    """What remains of a number in any spelling, without its extension and without ``00``."""
    main = re.sub(EXTENSION, "", text.strip().removeprefix("tel:"))
    digits = _NOT_A_DIGIT.sub("", main)
    return digits if main.strip().startswith("+") else digits.removeprefix("00")


def is_same_number(one: str, other: str, country: str = "") -> bool:
    """Whether two spellings are one number; ``069 …`` is ``+355 69 …`` without its country.

    Two extensions of one number are two; a number without one may be either.
    """
    first, second = number_in(one, country), number_in(other, country)
    if first and second:
        extensions = {first.extension, second.extension} - {""}
        same = first.e164 == second.e164 or _is_without_country(one, other)
        return same and len(extensions) < 2
    return bool(digits_of(one)) and (
        digits_of(one) == digits_of(other) or _is_without_country(one, other)
    )


def _is_without_country(one: str, other: str) -> bool:
    shorter, longer = sorted((digits_of(one), digits_of(other)), key=len)
    national = shorter.removeprefix("0")
    is_national = shorter.startswith("0") and len(national) >= _FEWEST_NATIONAL
    return is_national and longer.endswith(national)


def _international(written: str) -> str:
    """``00`` before the country means the same as a plus, wherever it is dialled from."""
    return re.sub(r"^(?:tel:)?\s*00(?=[1-9])", "+", written)
