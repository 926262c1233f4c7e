"""The kinds of values that programs send, each refusing what the database could not keep."""

from __future__ import annotations

import re
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
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character NUL cannot be kept; leave it out")
    return text


def _with_words(text: str) -> str:
    if not text.strip():
        raise ValueError("write something; blanks alone say nothing")
    return _without_nul(text)


def _written_out(moment: object) -> object:
    """No count of seconds since 1970, which a number of any kind would be read as."""
    if isinstance(moment, str) and not _DATE.match(moment):
        raise ValueError("a time like 2026-03-11T10:00:00+01:00 is meant (ISO 8601)")
    if isinstance(moment, int | float):
        raise ValueError("a time in quotes is meant, like 2026-03-11T10:00:00+01:00 (ISO 8601)")
    return moment


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
    BeforeValidator(_written_out),
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
