"""One write of a program: once for each ``Idempotency-Key``, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Schema

from qendra.api.access import Caller
from qendra.api.actions import answer_once
from qendra.api.fields import Line

IdempotencyKey = Annotated[
    Line | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Sent again within 7 days, the same request is answered as the first time.",
    ),
]
Answered = TypeVar("Answered", bound=Schema)


def write_once(
    caller: Caller,
    key: str | None,
    request: bytes,
    shape: type[Answered],
    act: Callable[[datetime], Answered],
) -> Answered:
    """The answer of ``act`` at this moment; with a key, of the first time it was sent.

    ``request`` is all that makes two requests the same.
    """
    now = timezone.now()
    if key is None:
        return act(now)
    first: list[Answered] = []

    def act_and_tell() -> dict[str, Any]:
        first.append(act(now))
        return first[0].model_dump(mode="json")

    body = answer_once(token=caller.token, key=key, request=request, now=now, act=act_and_tell)
    return first[0] if first else shape.model_validate(body)


def identity_of(request: HttpRequest) -> bytes:
    """Method, address and body: what makes two requests with JSON the same."""
    return f"{request.method} {request.path}\n".encode() + request.body


def new_key(caller: Caller) -> str:
    """A name for what is written; no other write has it."""
    return f"api:{caller.token.id}:{uuid.uuid4()}"
