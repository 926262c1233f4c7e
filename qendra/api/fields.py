"""The kinds of values that programs send, each refusing what the database could not keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    IPvAnyAddress,
    WithJsonSchema,
)

from qendra.tickets import bounds

LARGEST_ID = 2**63 - 1


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character NUL cannot be kept; leave it out")
    return text


def _with_words(text: str) -> str:
    if not text.strip():
        raise ValueError("write something; blanks alone say nothing")
    return _without_nul(text)


def _written(value: object) -> object:
    """A number of seconds is no moment that a person could check."""
    if not isinstance(value, str):
        raise ValueError("a moment is written as text, like 2026-03-11T09:00:00+01:00")
    return value


def _of_our_time(moment: datetime) -> datetime:
    if not 1970 <= moment.year < 2200:
        raise ValueError("a time between 1970 and 2200 is meant")
    return moment.astimezone(UTC)


Line = Annotated[str, Field(max_length=300), AfterValidator(_without_nul)]
Words = Annotated[str, Field(min_length=1, max_length=bounds.WORDS), AfterValidator(_with_words)]
Comment = Annotated[str, Field(max_length=bounds.WORDS), AfterValidator(_without_nul)]
Subject = Annotated[
    str, Field(min_length=1, max_length=bounds.SUBJECT), AfterValidator(_with_words)
]
Description = Annotated[str, Field(max_length=bounds.DESCRIPTION), AfterValidator(_without_nul)]
CircuitId = Annotated[str, Field(max_length=bounds.CIRCUIT_ID), AfterValidator(_without_nul)]
TestResults = Annotated[str, Field(max_length=bounds.TEST_RESULTS), AfterValidator(_without_nul)]
Reason = Annotated[str, Field(max_length=bounds.REASON), AfterValidator(_without_nul)]
WrittenReason = Annotated[
    str, Field(min_length=1, max_length=bounds.REASON), AfterValidator(_with_words)
]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    AfterValidator(_of_our_time),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Address = Annotated[
    IPvAnyAddress,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "ipv4"}, {"type": "string", "format": "ipv6"}]}
    ),
]
Count = Annotated[int, Field(ge=1, le=200)]
# Of a ticket; a number in JSON, not digits in quotes.
Version = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Since = Annotated[int, Field(ge=0, le=LARGEST_ID)]
