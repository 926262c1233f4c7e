"""What an address is asked behind its question mark."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError

from qendra.api.fields import Count, Line


class Paged(Schema):
    """One page of a list."""

    cursor: Line | None = None
    limit: Count = 50


Question = TypeVar("Question", bound=Schema)


def nothing_else(request: HttpRequest, wanted: Question) -> Question:
    """The question. 422 where the address asks more: a mistyped filter would show everything."""
    for name in request.GET:
        if name not in type(wanted).model_fields:
            raise HttpError(422, f"query.{name[:50]}: there is no such parameter here.")
    return wanted
